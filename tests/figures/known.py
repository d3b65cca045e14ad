"""Known answers, as numbers: published series and tables, and what each must give."""

from typing import Any

UNPAIRED_PROPORTIONS: Any = {
    "S01": (
        60,
        164,
        79,
        121,
        {
            "p_before": 0.365854,
            "p_after": 0.652893,
            "ci_before": [0.29599, 0.441858],
            "ci_after": [0.564549, 0.731827],
            "diff_pp": 28.7039,
            "diff_pp_ci95": [17.05, 39.2451],
        },
    ),
    "S09": (
        0,
        12,
        10,
        10,
        {
            "p_before": 0.0,
            "p_after": 1.0,
            "ci_before": [0.0, 0.242494],
            "ci_after": [0.722467, 1.0],
            "diff_pp": 100.0,
            "diff_pp_ci95": [63.1452, 100.0],
        },
    ),
    "S11": (
        0,
        1,
        1,
        1,
        {
            "p_before": 0.0,
            "p_after": 1.0,
            "ci_before": [0.0, 0.793451],
            "ci_after": [0.206549, 1.0],
            "diff_pp": 100.0,
            "diff_pp_ci95": [-12.2109, 100.0],
            "display": "suppressed",
        },
    ),
}

UNPAIRED_MEANS: Any = {
    "S03": (
        [4, 5, 5, 5, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 8, 8, 8, 7, 8],
        [6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9],
        {
            "n_before": 20,
            "n_after": 20,
            "mean_before": 6.5,
            "mean_after": 7.8,
            "sd_before": 1.147079,
            "sd_after": 0.767772,
            "diff": 1.3,
            "diff_ci95": [0.672181, 1.927819],
            "t": 4.211927,
            "df": 33.178349,
            "p": 0.00018218,
            "hedges_g": 1.305466,
            "relative_change_pct": 20.0,
        },
    ),
    "S05": (
        [5, 6, 7, 4, 8, 6, 7, 5, 6, 9, 3, 7],
        [7, 8, 7, 6, 9, 8, 8, 7, 6, 9, 6, 8],
        {
            "n_before": 12,
            "n_after": 12,
            "mean_before": 6.083333,
            "mean_after": 7.416667,
            "sd_before": 1.676486,
            "sd_after": 1.083625,
            "diff": 1.333333,
            "diff_ci95": [0.126459, 2.540208],
            "t": 2.313787,
            "df": 18.825455,
            "p": 0.03214488,
            "hedges_g": 0.912027,
            "relative_change_pct": 21.9178,
        },
    ),
    "S13": (
        [7, 7, 7, 7, 7],
        [8, 8, 8, 8, 8],
        {
            "n_before": 5,
            "n_after": 5,
            "mean_before": 7.0,
            "mean_after": 8.0,
            "sd_before": 0.0,
            "sd_after": 0.0,
            "diff": 1.0,
            "diff_ci95": None,
            "t": None,
            "p": None,
            "df": None,
            "hedges_g": None,
            "note": "zero variance in both groups: no interval can be calculated",
            "relative_change_pct": 14.2857,
        },
    ),
    "S21": (
        [0, 0, 0],
        [1, 2, 3],
        {
            "n_before": 3,
            "n_after": 3,
            "mean_before": 0.0,
            "mean_after": 2.0,
            "sd_before": 0.0,
            "sd_after": 1.0,
            "diff": 2.0,
            "diff_ci95": [-0.484138, 4.484138],
            "t": 3.464102,
            "df": 2.0,
            "p": 0.0741799,
            "hedges_g": 2.262742,
            "relative_change_pct": None,
        },
    ),
}

PAIRED_TABLE: Any = (
    [20, 0, 0, 5],
    {
        "n_pairs": 25,
        "p_before": 0.8,
        "p_after": 0.8,
        "diff_pp": 0.0,
        "diff_pp_ci95_newcombe10": [-10.8232, 10.8232],
        "phi_used": 0.875,
        "discordant_gained": 0,
        "discordant_lost": 0,
        "mcnemar_exact_p": 1.0,
    },
)

PAIRED_MEANS: Any = (
    [5, 6, 7],
    [6, 7, 8],
    {
        "n_pairs": 3,
        "mean_before": 6.0,
        "mean_after": 7.0,
        "mean_diff": 1.0,
        "diff_ci95": None,
        "note": "n<2 or every pair changed by the same amount: no interval",
    },
)

#: (values, what `xmr.chart` is told, better, (mean, average moving range, lower, upper, near lower, near upper, range limit),
#: position → label where it is not common cause, variation).
XMR: Any = {
    "X01": (
        [-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
         -0.44566197, 1.2240818, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
         0.7013559, -0.47279141],
        {"screen": True}, "increase", (0.141624, 1.18534, -3.01138, 3.294627, -1.960378, 2.243626, 3.872505),
        {}, "common_cause",
    ),
    "X03": (
        [-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
         -0.44566197, 1.2240818, 0.35981383, 0.40077145, 0.11068272, 10, 1.78691314, 0.49785048, -1.96661716, 0.7013559,
         -0.47279141],
        {"screen": False}, "increase", (0.669416, 1.979715, -4.596625, 5.935457, -2.841278, 4.18011, 6.467728),
        {14: "above UPL"}, "common_cause",
    ),
    "X05": (
        [1.2240818, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716, 0.7013559, -0.47279141],
        {"screen": True}, "increase", (0.208622, 1.311138, -3.279005, 3.696249, -2.116463, 2.533707, 4.283488),
        {}, "common_cause",
    ),
    "X07": (
        [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1],
        {"screen": False}, "increase", (1.944444, 1.882353, -3.062614, 6.951503, -1.393595, 5.282484, 6.149647),
        {4: "above UPL"}, "common_cause",
    ),
    "X09": (
        [1195.0, 1843.0, 1397.0, 1333.0, 1771.0, 1751.0, 2013.0, 1759.0, 2179.0, 2585.0, 1654.0, 1543.0, 1632.0, 1558.0, 1190.0,
         1357.0, 1279.0, 1683.0, 2190.0, 1804.0, 986.0, 2181.0, 2048.0, 2154.0],
        {"screen": True}, "decrease", (1711.875, 324.090909, 849.793182, 2573.956818, 1137.153788, 2286.596212, 1058.805),
        {9: "above UPL", **dict.fromkeys(range(10, 18), "shift below")}, "common_cause",
    ),
    "X11": (
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        {"screen": True}, "increase", (5.5, 1.0, 2.84, 8.16, 3.726667, 7.273333, 3.267),
        {0: "below LPL", 1: "below LPL", **dict.fromkeys(range(2, 8), "trend up"), 8: "above UPL", 9: "above UPL"},
        "improvement_high",
    ),
    "X13": (
        [1, 2, 3],
        {"screen": True}, "increase", (2.0, 1.0, -0.66, 4.66, 0.226667, 3.773333, 3.267),
        {}, "common_cause",
    ),
    "X15": (
        [1, 2, 3, 2, 1, 2, 3, 4, 5, 6, 7, 4, 3, 2, 1, 2],
        {"screen": True}, "increase", (3.0, 1.133333, -0.014667, 6.014667, 0.990222, 5.009778, 3.7026),
        {**dict.fromkeys(range(4, 10), "trend up"), 10: "above UPL"}, "common_cause",
    ),
    "X17": (
        [2478, 2350, 2485, 2296, 2359, 2567, 3089, 2668, 1788, 2854, 2365, 1883, 1959, 1927, 2640, 2626, 2144, 2409, 4412, 3287,
         3049, 3364, 3078, 2972, 3415, 2753, 3102, 2191, 3693, 4385, 4699, 3031, 2659, 3885, 2628, 2621, 3071, 2002],
        {"screen": False}, "increase", (2820.631579, 571.891892, 1299.399147, 4341.864011, 1806.476624, 3834.786534, 1868.370811),
        {**dict.fromkeys(range(10, 18), "shift below"), 18: "above UPL", **dict.fromkeys(range(19, 25), "shift above"),
         29: "above UPL", 30: "above UPL"}, "common_cause",
    ),
    "X21": (
        [5, 4, 6, 3, 1, 2, 3, 4, 5, 6, 4, 5, 3, 5],
        {"trend": 7}, "increase", (4.0, 1.538462, -0.092308, 8.092308, 1.271795, 6.728205, 5.026154),
        {}, "common_cause",
    ),
    "X23": (
        [10, 11, 9, 10, 11, 9, 10, 11, 9, 10, 11, 9, 10, 14.2, 15.8, 11.2, 9, 10, 11, 9],
        {"two_of_three": "between"}, "increase", (10.51, 1.715789, 5.946, 15.074, 7.467333, 13.552667, 5.605484),
        {14: "above UPL"}, "common_cause",
    ),
}  # fmt: skip

ASSURANCE: Any = [(4, 1, 3, "fail", "pass"), (4, 1, 5, "hit_or_miss", "hit_or_miss"), (None, 1, 5, None, None)]

RUN_CHARTS: Any = {
    "R01": (0, [1, 2, 3, 4, 5], []),
    "R03": (2, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3], []),
    "R05": (0, [0, 1, 2, 3, 3, 2, 1], [2, 3, 4, 5, 6, 7]),
    "R07": (0, [1, 1, 1, 1, 1, 0, 0, 1], [1, 2, 3, 4, 5, 6, 7, 8]),
    "R09": (0, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], []),
    "R11": (0, [1, 2, 3, 4, 5, 6, -1, 1, 2], [1, 2, 3, 4, 5, 6]),
    "R13": (0, [1, 2, 3, 4, 5, 6, None, -1, -2, -3, -4, -5, -6], [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13]),
    "R21": (None, [1, 2, 3, 4, 5], [[1, 5]]),
    "R23": (None, [1, 2, 3, 4, 4, 4, 5], [[1, 7]]),
    "R25": (None, [1, None, 2, None, 3, None, 4, None, 4], []),
    "R27": (None, [1, 2, 3, 4, 5, 0, -1, -2, -3, -4, -5], [[1, 5], [5, 11]]),
}

#: Points off the median → (longest run that is still chance, fewest crossings that are).
ANHOEJ: Any = {
    10: (6, 2), 11: (6, 2), 12: (7, 3), 13: (7, 3), 14: (7, 4), 15: (7, 4), 16: (7, 4), 17: (7, 5), 18: (7, 5), 19: (7, 6),
    20: (7, 6), 21: (7, 6), 22: (7, 7), 23: (8, 7), 24: (8, 8), 25: (8, 8), 26: (8, 8), 27: (8, 9), 28: (8, 9), 29: (8, 10),
    30: (8, 10), 31: (8, 11), 32: (8, 11), 33: (8, 11), 34: (8, 12), 35: (8, 12), 36: (8, 13), 37: (8, 13), 38: (8, 14),
    39: (8, 14), 40: (8, 14), 41: (8, 15), 42: (8, 15), 43: (8, 16), 44: (8, 16), 45: (8, 17), 46: (9, 17), 47: (9, 17),
    48: (9, 18), 49: (9, 18), 50: (9, 19), 51: (9, 19), 52: (9, 20), 53: (9, 20), 54: (9, 21), 55: (9, 21), 56: (9, 21),
    57: (9, 22), 58: (9, 22), 59: (9, 23), 60: (9, 23),
}  # fmt: skip

ONE_WAY: Any = {
    "D01": (5, {"Ward A": 2, "Ward B": 80, "Ward C": 150}, ["Ward A", "Ward B"], False),
    "D03": (5, {"Ward A": 1, "Ward B": 1, "Ward C": 40, "Ward D": 60}, ["Ward A", "Ward B", "Ward C"], False),
    "D05": (5, {"Ward A": 5, "Ward B": 12}, [], False),
}

PUBLIC_COUNTS: Any = [
    (0, "*"),
    (1, "*"),
    (4, "*"),
    (5, "5"),
    (6, "5"),
    (7, "5"),
    (8, "10"),
    (12, "10"),
    (13, "15"),
    (147, "145"),
    (254, "255"),
]

#: (k, n, low, high). Newcombe, Statistics in Medicine 1998;17:857–872, table I, method 3.
WILSON: Any = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]

#: (k before, n before, k after, n after, low, high). Newcombe, Statistics in Medicine 1998;17:873–890, table II, method 10.
NEWCOMBE: Any = [
    (48, 80, 56, 70, 0.0524, 0.3339), (3, 10, 9, 10, 0.1705, 0.8090), (2, 7, 6, 7, 0.0582, 0.8062),
    (0, 29, 5, 56, -0.0381, 0.1926), (0, 20, 0, 10, -0.1611, 0.2775), (0, 10, 0, 10, -0.2775, 0.2775),
    (0, 20, 10, 10, 0.6791, 1.0), (0, 10, 10, 10, 0.6075, 1.0),
]  # fmt: skip

#: (both, only before, only after, neither, low, high). Bentur 2009 and Cavo 2012 as in Fagerland, Lydersen and Laake,
#: Statistical Analysis of Contingency Tables, 2017, chapter 8; Altman, Statistics with Confidence, 2000, page 52.
NEWCOMBE_PAIRED: Any = [(1, 1, 7, 12, 0.026, 0.507), (59, 6, 16, 80, 0.0046, 0.1186), (14, 0, 5, 22, 0.011, 0.226)]

#: values → mean, lower, upper, near lower, near upper, of Making Data Count in Python (nhspy-plotthedots).
LIMITS: Any = [
    ([*range(1, 11)], (5.5, 2.84, 8.16, 3.7266667, 7.2733333)),
    ([*range(20)], (9.5, 6.84, 12.16, 7.7266667, 11.2733333)),
    ([1, 2, 3, 4, 5, 4, 3, 2, 1, 2], (2.7, 0.04, 5.36, 0.9266667, 4.4733333)),
    ([3, 1, 4, 1, 5, 9, 2], (3.5714286, -6.6252381, 13.7680952, -3.2263492, 10.3692063)),
    ([-1, -2, -3, -2, -1, -2, -3, -4, -5, -6, -7, -4, -3, -2, -1, -2], (-3.0, -6.0146667, 0.0146667, -5.0097778, -0.9902222)),
]

#: values → positions from 1 within trends, of the R package runchart.
TRENDS: Any = [
    ([0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8], [*range(5, 14)]),
    ([*range(1, 10), *range(8, 0, -1)], [*range(1, 18)]),
    ([1, 2, 3, 4, None, 0, -1, -2, -3, 0, None], [4, 6, 7, 8, 9]),
    ([1, 2, 3, 3, 3, 3, 3, 4, 5], [*range(1, 10)]),
    ([None, None, 1, 2, 3, None, 4, 5, 6], [3, 4, 5, 7, 8, 9]),
    ([1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5], [*range(1, 12)]),
]

#: values, mean, average moving range, lower, upper. Montgomery, Introduction to Statistical Quality Control, viscosity of
#: aircraft primer paint; NIST/SEMATECH e-Handbook, 6.3.2.2, flow rates. Both take 3 ÷ 1.128 for 2.66.
INDIVIDUALS: Any = [
    (
        [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84],
        (33.52, 0.48, 32.24, 34.80),
    ),
    ([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1], (50.81, 1.88, 45.82, 55.80)),
]

#: Hours of sleep gained by ten people with each of two drugs: Student, Biometrika 1908;6:20. The answers are those of R's t.test.
SLEEP: Any = ([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0], [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])

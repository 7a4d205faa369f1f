"""Our file of a method; the frame of its tables is the kernel's."""

from linli.kernel.method_file import MethodFile

FILE = MethodFile("points.toml", "points")
error, unknown = FILE.error, FILE.unknown

"""Our file of a method; the frame of its tables is the kernel's."""

from linli.kernel.method_file import MethodFile

FILE = MethodFile("volunteering.toml", "volunteering")
error, unknown = FILE.error, FILE.unknown

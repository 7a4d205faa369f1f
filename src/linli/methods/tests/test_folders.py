import io
import zipfile

import pytest

from linli.kernel.registry import Folder
from linli.methods import folders
from linli.methods.terms import MOST_BYTES_A_FILE, FolderRefused
from linli.methods.tests import factories


def zipped(*entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries:
            archive.writestr(name, body)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../method.toml",
        "/etc/passwd",
        "a/../../b.toml",
        "a\\b.toml",
        "C:/x.toml",
        "a//b",
        "x\n.toml",
    ],
)
def test_names_that_climb_out_are_refused(name):
    with pytest.raises(FolderRefused):
        folders.unpack(zipped(("method.toml", "x"), (name, "x")))


def test_what_unpacks_to_too_much_is_refused_whatever_it_claims():
    bomb = zipped(("method.toml", b"\0" * 50 * 1024 * 1024))
    assert len(bomb) < 100_000
    with pytest.raises(FolderRefused, match=r"method\.toml 超过 8 MB"):
        folders.unpack(bomb)


def test_a_large_file_on_disk_is_refused(tmp_path):
    with (tmp_path / "areas.csv").open("wb") as stream:
        stream.truncate(MOST_BYTES_A_FILE + 1)
    with pytest.raises(FolderRefused, match=r"areas\.csv"):
        folders.read_folder(tmp_path)


def test_links_are_refused(tmp_path):
    (tmp_path / "method.toml").symlink_to("/etc/hostname")
    with pytest.raises(FolderRefused, match="是链接"):
        folders.read_folder(tmp_path)
    link = zipfile.ZipInfo("method.toml")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/hostname")
    with pytest.raises(FolderRefused, match="是链接"):
        folders.unpack(buffer.getvalue())


@pytest.mark.parametrize("rubbish", [b"", b"PK\x03\x04rubbish", b"\xff" * 1000])
def test_what_is_no_zip_is_refused(rubbish):
    with pytest.raises(FolderRefused):
        folders.unpack(rubbish)


def test_a_damaged_zip_is_refused():
    whole = bytearray(zipped(("method.toml", b"slug = 1\n" * 1000)))
    whole[45:60] = b"\xff" * 15
    with pytest.raises(FolderRefused):
        folders.unpack(bytes(whole))


def test_too_many_files_are_refused(tmp_path):
    for number in range(1_001):
        (tmp_path / f"{number}.toml").touch()
    with pytest.raises(FolderRefused, match="1000"):
        folders.read_folder(tmp_path)


def test_packing_and_unpacking_is_the_same_folder(tmp_path):
    folder = factories.folder()
    assert folders.unpack(folders.pack(folder)).files == folder.files
    assert folders.pack(folder) == folders.pack(Folder(dict(reversed(folder.files.items()))))
    for name, body in folder.files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(body)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    assert folders.read_folder(tmp_path).files == folder.files
    assert folders.digest(folders.read_folder(tmp_path)) == folders.digest(folder)


def test_the_top_folder_of_a_zip_is_taken_off():
    packed = zipped(*((f"taining/{name}", body) for name, body in factories.files().items()))
    assert folders.unpack(packed).files == factories.files()

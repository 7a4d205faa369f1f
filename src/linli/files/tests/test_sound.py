"""Recordings: hostile until wholly read; what is kept is plain PCM and nothing else."""

import io
import struct
import wave
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from linli.files import rules, selectors, services
from linli.files.terms import NotASound
from linli.kernel import registry
from linli.kernel.actor import ANONYMOUS


def recording(seconds=0.1, rate=8000, channels=1, width=2):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(b"\x01\x02\x03\x04"[: width * channels] * int(seconds * rate))
    return out.getvalue()


def with_chunk(data, name, content):
    """The same recording with something else hidden behind it."""
    size = struct.unpack("<I", data[4:8])[0] + 8 + len(content)
    more = name + struct.pack("<I", len(content)) + content
    return data[:4] + struct.pack("<I", size) + data[8:] + more


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [8000, 44100])
def test_a_recording_comes_out_as_it_went_in(rate, channels):
    kept = rules.sound(recording(rate=rate, channels=channels))
    assert kept == recording(rate=rate, channels=channels)


def test_whatever_else_the_file_carried_is_gone():
    hidden = with_chunk(recording(), b"LIST", b"<script>alert(1)</script>__13900001111")
    kept = rules.sound(hidden)
    assert b"script" not in kept
    assert b"13900001111" not in kept
    assert kept == recording()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"RIFF", b"ID3" + b"\0" * 400, b"OggS" + b"\0" * 400, b"\xff\xfb\x90\x00" * 100,
        recording()[:60], recording()[:-3], recording(width=1), recording(rate=4000),
        recording(rate=96000), recording(seconds=0), recording(seconds=601),
        b"<html>" + recording(),
    ],
)  # fmt: skip
def test_anything_else_is_refused(data):
    with pytest.raises(NotASound):
        rules.sound(data)


@given(st.binary(max_size=80))
def test_no_bytes_do_more_than_be_refused(tail):
    head = recording()[:44]
    for data in (tail, head[:20] + tail, head + tail, head[: len(tail) % 44] + tail):
        try:
            kept = rules.sound(data)
        except NotASound:
            continue
        with wave.open(io.BytesIO(kept)) as file:
            assert file.getnframes() > 0


@pytest.fixture
def heard(db, now, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    owner = uuid4()
    doorway = lambda actor, owner_id, code: owner_id == owner  # noqa: E731
    monkeypatch.setitem(registry.file_doorways._entries, "sound_test", doorway)
    upload = SimpleUploadedFile("x.wav", recording())
    return services.receive(
        upload=upload, kind="audio", owner=("sound_test", owner), actor=ANONYMOUS, now=now
    )


def test_it_is_played_whole_and_in_parts(client, heard):
    assert selectors.path_of(heard).read_bytes() == recording()
    whole = client.get(heard.url)
    assert (whole.status_code, whole["Content-Type"]) == (200, "audio/wav")
    assert whole["Accept-Ranges"] == "bytes"
    assert "attachment" not in whole["Content-Disposition"]
    assert b"".join(whole.streaming_content) == recording()
    part = client.get(heard.url, headers={"range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, recording()[2:6])
    assert part["Content-Range"] == f"bytes 2-5/{heard.size}"
    last = client.get(heard.url, headers={"range": "bytes=-4"})
    assert last.content == recording()[-4:]
    rest = client.get(heard.url, headers={"range": f"bytes={heard.size - 3}-"})
    assert rest.content == recording()[-3:]
    for none in ("bytes=9-2", f"bytes={heard.size}-", "bytes=-0"):
        assert client.get(heard.url, headers={"range": none}).status_code == 416
    for other in ("lines=1-2", "bytes=0-1,4-5", "bytes=a-b"):
        answer = client.get(heard.url, headers={"range": other})
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, recording())

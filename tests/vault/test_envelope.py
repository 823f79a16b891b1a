"""A sealed document opens for its readers, in its own place, and nowhere else."""

import dataclasses
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import SealError
from qorgan.vault import sodium
from qorgan.vault.envelope import (
    Binding,
    open_document,
    seal_document,
    unwrap_between,
    unwrap_sealed,
    wrap_between,
    wrap_sealed,
)
from qorgan.vault.framing import framed
from qorgan.vault.padding import pad
from qorgan.vault.secret import KeyPair, Secret

WORDS = {"words": "Бұл жерде не болғаны айтылады."}
PAYLOAD = Secret(bytes(range(64)))

places = st.builds(
    Binding,
    kind=st.sampled_from(["disclosure", "message", "disclosurem"]),
    id=st.integers(0, 3).map(lambda number: uuid.UUID(int=number)),
    thread=st.integers(0, 3).map(lambda number: uuid.UUID(int=number)),
    sequence=st.integers(0, 3),
    direction=st.sampled_from(["to-centre", "to-survivor", ""]),
    version=st.integers(1, 3),
)


@given(st.dictionaries(st.text(st.characters()), st.text(st.characters())))
def test_any_text_opens_as_it_was_sealed(document: dict[str, str]) -> None:
    place = Binding("disclosure", uuid.UUID(int=1), uuid.UUID(int=2), 0, "to-centre")
    sealed = seal_document(document, place)
    assert open_document(sealed.ciphertext, sealed.payload, place) == document


@pytest.mark.parametrize("size", [0, 1, 4084, 4085, 4086, 4340, 4341, 4342, 100_000])
def test_any_size_around_the_padding_opens_as_it_was_sealed(size: int, binding: Binding) -> None:
    sealed = seal_document({"words": "x" * size}, binding)
    assert open_document(sealed.ciphertext, sealed.payload, binding) == {"words": "x" * size}


def test_short_documents_all_have_one_length(binding: Binding) -> None:
    lengths = {len(seal_document({"words": "қ" * n}, binding).ciphertext) for n in (0, 10, 500, 2000)}
    assert lengths == {24 + 4096 + 16}


def test_the_payload_is_the_key_and_the_digest_of_the_ciphertext(binding: Binding) -> None:
    sealed = seal_document(WORDS, binding)
    assert len(sealed.payload.reveal()) == 64
    assert sealed.payload.reveal()[32:] == sodium.digest(sealed.ciphertext)


def test_sealing_twice_shares_neither_key_nor_nonce(binding: Binding) -> None:
    one, other = seal_document(WORDS, binding), seal_document(WORDS, binding)
    assert one.payload.reveal()[:32] != other.payload.reveal()[:32]
    assert one.ciphertext[:24] != other.ciphertext[:24]


def test_any_flipped_bit_of_the_ciphertext_is_refused(binding: Binding, flips: Any) -> None:
    sealed = seal_document(WORDS, binding)
    for forged in flips(sealed.ciphertext):
        with pytest.raises(SealError):
            open_document(forged, sealed.payload, binding)


def test_any_flipped_bit_of_the_payload_is_refused(binding: Binding, flips: Any) -> None:
    sealed = seal_document(WORDS, binding)
    for forged in flips(sealed.payload.reveal()):
        with pytest.raises(SealError):
            open_document(sealed.ciphertext, Secret(forged), binding)


@pytest.mark.parametrize("size", [0, 31, 32, 63, 65])
def test_a_payload_of_another_size_is_refused(size: int, binding: Binding) -> None:
    sealed = seal_document(WORDS, binding)
    with pytest.raises(SealError):
        open_document(sealed.ciphertext, Secret(sealed.payload.reveal().ljust(size, b"x")[:size]), binding)


def test_a_document_put_elsewhere_is_refused(binding: Binding, elsewhere: Binding) -> None:
    sealed = seal_document(WORDS, binding)
    with pytest.raises(SealError):
        open_document(sealed.ciphertext, sealed.payload, elsewhere)


def test_swapped_ciphertexts_are_refused_even_in_one_place(binding: Binding) -> None:
    one, other = seal_document(WORDS, binding), seal_document(WORDS, binding)
    with pytest.raises(SealError):
        open_document(other.ciphertext, one.payload, binding)


def test_a_ciphertext_made_later_under_the_same_key_is_refused(binding: Binding) -> None:
    sealed = seal_document(WORDS, binding)
    key = Secret(sealed.payload.reveal()[:32])
    place = framed("qorgan/document", binding.associated_data())
    forged = sodium.seal(pad(b'{"words":"forged"}'), key, place)
    with pytest.raises(SealError):
        open_document(forged, sealed.payload, binding)
    # Shown to be refused for its digest alone: with its own digest it opens.
    assert open_document(forged, Secret(key.reveal() + sodium.digest(forged)), binding) == {"words": "forged"}


@pytest.mark.parametrize("plaintext", [b"", bytes(4096), b"not padded", pad(b"not json"), pad(b"[1]")])
def test_a_wrong_form_inside_a_sound_seal_is_refused(plaintext: bytes, binding: Binding) -> None:
    key = sodium.random_key()
    sealed = sodium.seal(plaintext, key, framed("qorgan/document", binding.associated_data()))
    with pytest.raises(SealError):
        open_document(sealed, Secret(key.reveal() + sodium.digest(sealed)), binding)


def test_an_empty_ciphertext_is_refused(binding: Binding) -> None:
    with pytest.raises(SealError):
        open_document(b"", Secret(bytes(32) + sodium.digest(b"")), binding)


@given(places, places)
def test_two_places_never_look_the_same(one: Binding, other: Binding) -> None:
    assert (one.associated_data() == other.associated_data()) is (one == other)


def test_a_negative_sequence_is_refused(binding: Binding) -> None:
    with pytest.raises(SealError):
        seal_document(WORDS, dataclasses.replace(binding, sequence=-1))


def test_neither_words_nor_keys_appear_when_printed(binding: Binding) -> None:
    sealed = seal_document(WORDS, binding)
    assert repr(sealed) == "SealedDocument(payload=Secret(hidden))"


def test_a_document_sealed_from_her_to_the_centre_is_read_there(
    survivor: KeyPair, centre: KeyPair, binding: Binding
) -> None:
    sealed = seal_document(WORDS, binding)
    box = wrap_between(sealed.payload, survivor.private, centre.public)
    payload = unwrap_between(box, centre.private, survivor.public)
    assert open_document(sealed.ciphertext, payload, binding) == WORDS


def test_her_message_sent_back_to_her_as_an_answer_is_refused(
    survivor: KeyPair, centre: KeyPair, binding: Binding
) -> None:
    sealed = seal_document(WORDS, binding)
    box = wrap_between(sealed.payload, survivor.private, centre.public)
    payload = unwrap_between(box, survivor.private, centre.public)  # one shared key: the box itself opens
    with pytest.raises(SealError):
        open_document(sealed.ciphertext, payload, dataclasses.replace(binding, direction="to-survivor"))


def test_a_sealed_wrap_opens_for_its_reader_only(centre: KeyPair, stranger: KeyPair) -> None:
    box = wrap_sealed(PAYLOAD, centre.public)
    assert unwrap_sealed(box, centre) == PAYLOAD
    with pytest.raises(SealError):
        unwrap_sealed(box, stranger)


def test_a_wrap_between_two_opens_for_its_reader_from_its_sender_only(
    survivor: KeyPair, centre: KeyPair, stranger: KeyPair
) -> None:
    box = wrap_between(PAYLOAD, survivor.private, centre.public)
    assert unwrap_between(box, centre.private, survivor.public) == PAYLOAD
    for reader, sender in ((stranger, survivor), (centre, stranger), (centre, centre)):
        with pytest.raises(SealError):
            unwrap_between(box, reader.private, sender.public)


def test_a_wrap_to_oneself_opens_for_oneself_only(centre: KeyPair, stranger: KeyPair) -> None:
    box = wrap_between(PAYLOAD, centre.private, centre.public)
    assert unwrap_between(box, centre.private, centre.public) == PAYLOAD
    with pytest.raises(SealError):
        unwrap_between(box, stranger.private, centre.public)


def test_any_flipped_bit_of_a_sealed_wrap_is_refused(centre: KeyPair, flips: Any) -> None:
    for forged in flips(wrap_sealed(PAYLOAD, centre.public)):
        with pytest.raises(SealError):
            unwrap_sealed(forged, centre)


def test_any_flipped_bit_of_a_wrap_between_two_is_refused(survivor: KeyPair, centre: KeyPair, flips: Any) -> None:
    for forged in flips(wrap_between(PAYLOAD, survivor.private, centre.public)):
        with pytest.raises(SealError):
            unwrap_between(forged, centre.private, survivor.public)


@pytest.mark.parametrize("size", [0, 16, 23, 24, 39, 47, 48])
def test_a_short_box_is_refused(size: int, survivor: KeyPair, centre: KeyPair) -> None:
    with pytest.raises(SealError):
        unwrap_sealed(bytes(size), centre)
    with pytest.raises(SealError):
        unwrap_between(bytes(size), centre.private, survivor.public)


def test_a_public_key_of_low_order_is_refused(centre: KeyPair, low_order_point: bytes) -> None:
    with pytest.raises(SealError):
        wrap_sealed(PAYLOAD, low_order_point)
    with pytest.raises(SealError):
        wrap_between(PAYLOAD, centre.private, low_order_point)
    with pytest.raises(SealError):
        unwrap_between(bytes(104), centre.private, low_order_point)
    with pytest.raises(SealError):
        unwrap_sealed(low_order_point + bytes(80), centre)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_public_key_of_another_size_is_refused(size: int, centre: KeyPair) -> None:
    with pytest.raises(SealError):
        wrap_sealed(PAYLOAD, bytes(size))
    with pytest.raises(SealError):
        wrap_between(PAYLOAD, centre.private, bytes(size))


def test_the_box_of_the_nacl_reference_opens() -> None:
    # D. J. Bernstein, "Cryptography in NaCl" (2009), section 10, from Alice to Bob; libsodium's box2.c
    alice_public = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
    bob_private = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"
    nonce = "69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37"
    box = (
        "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce8"
        "7b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0"
        "e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5"
    )
    message = (
        "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561"
        "f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c6090"
        "2e52f0a089bc76897040e082f937763848645e0705"
    )
    opened = unwrap_between(bytes.fromhex(nonce + box), Secret(bytes.fromhex(bob_private)), bytes.fromhex(alice_public))
    assert opened.reveal().hex() == message

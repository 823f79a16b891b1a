import pytest

from qorgan.kernel import errors
from qorgan.kernel.errors import DataError, InputError, PackError, QorganError, ReceiptError


def test_every_error_is_a_qorgan_error_with_exit_code_2() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert len(kinds) == 11
    assert all(issubclass(kind, QorganError) and kind.exit_code == 2 for kind in kinds)


def test_the_tree_drawn_in_the_docstring_names_every_error() -> None:
    drawn = errors.__doc__ or ""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert all(kind.__name__ in drawn for kind in kinds)


def test_a_message_names_place_value_rule_and_next_step() -> None:
    error = PackError(
        "not a day",
        file="regions.csv",
        line=3,
        field="retrieved",
        value="soon",
        rule="written YYYY-MM-DD",
        next_step="mend the row",
    )
    assert error.message() == (
        "not a day (regions.csv, line 3, field retrieved, value 'soon'). Rule: written YYYY-MM-DD. Next: mend the row."
    )


def test_one_plain_message_stays_as_it_is() -> None:
    assert InputError("the table is empty").message() == "the table is empty"
    assert str(QorganError("Say what to do.")) == "Say what to do."


def test_an_estimator_error_is_an_input_error() -> None:
    assert isinstance(DataError("no rows"), InputError)


@pytest.mark.parametrize("kind", ["length", "digits", "check"])
def test_a_receipt_error_tells_its_kind(kind: errors.ReceiptFault) -> None:
    assert ReceiptError("Look at the code again.", kind=kind).kind == kind

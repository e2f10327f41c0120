"""A file of form answers as it is read: headings, grids, words, several answers in a cell, two answers of one."""

import pytest

from crm.errors import InvalidData
from crm.learning.questions import CHOICE, CHOICES, SCALE, TEXT
from importers import forms
from importers.upload import Upload

HEAD = (
    'Timestamp,Email Address,"How comfortable are you ... [Calling my senator]",'
    '"Which topics, if any?",Your role ,Why?\n'
)
ROWS = [
    '2021/07/14 9:03:11 AM CST,ann@lee.example.org,Very comfortable,"Finance;Safety",Superintendent,"Because, well"',
    '7/14/2021 9:05:00,bo@pike.example.org,Neutral,Finance,Superintendent,',
    '7/15/2021 10:00:00,,comfortable,Law;Finance,Assistant,No reason',
    '7/16/2021 8:00:00,ANN@lee.example.org,Comfortable,Law,Superintendent,Changed my mind',
]  # fmt: skip


def read(*rows: str, head: str = HEAD):
    text = head + "\n".join(rows or ROWS) + "\n"
    return forms.read(Upload("answers.csv", text.encode()), as_of="2021-08-01", survey="s1")


def test_headings_become_questions_read_by_how_they_were_answered():
    draft = read()
    found = {record.name: record.values for record in draft.records if record.label == "Question"}
    grid = found["How comfortable are you ... [Calling my senator]"]
    assert (grid["shape"], grid["topic"], grid["choices"][-1]) == (SCALE, "Calling my senator", "Very comfortable")
    assert (found["Which topics, if any?"]["shape"], found["Which topics, if any?"]["choices"]) == (
        CHOICES,
        ["Finance", "Law", "Safety"],
    )
    assert found["Your role"]["shape"] == CHOICE
    assert found["Why?"]["shape"] == TEXT


def test_of_two_answers_of_one_person_the_later_counts_and_it_is_said():
    draft = read()
    answers = [record for record in draft.records if record.label == "Response"]
    assert len(answers) == 3
    ann = next(record for record in answers if "ann@lee" in record.ref.lower())
    assert (ann.values["on"], ann.values["score"], ann.values["text"]) == ("2021-07-16", 4, "Changed my mind")
    assert draft.notices == ("Rows 2 and 5 are two answers of one person; the later counts.",)


def test_of_two_answers_the_later_in_time_counts_though_the_newest_row_comes_first():
    draft = read(
        "7/14/2021 1:05:00 PM CST,ann@lee.example.org,Comfortable,,,Later",
        "7/14/2021 12:20:00 AM CST,ann@lee.example.org,Neutral,,,Earlier",
    )
    (ann,) = [record for record in draft.records if record.label == "Response"]
    assert ann.values["text"] == "Later"
    assert draft.notices == ("Rows 2 and 3 are two answers of one person; the later counts.",)


def test_one_slip_takes_the_scale_from_nobody_and_is_said_by_its_row():
    rows = [f"7/1{day}/2021 9:00:00,,Comfortable,,,Why {day}" for day in range(1, 5)]
    draft = read(*rows, "7/16/2021 9:00:00,,Strongly agree,,,Why not")
    scored = [record.values.get("score") for record in draft.records if record.label == "Response"]
    assert scored == [4, 4, 4, 4, None]
    assert [link.values["text"] for link in draft.links if link.values.get("text") == "Strongly agree"]
    assert draft.notices[0].startswith("Row 6: “Strongly agree” is not on the scale of “How comfortable")


def test_an_answer_without_a_name_is_kept_without_one():
    draft = read()
    unnamed = [record for record in draft.records if record.label == "Response" and "code" not in record.values]
    assert [record.values["on"] for record in unnamed] == ["2021-07-15"]


def test_a_bad_day_or_an_empty_answer_is_refused_by_its_row_and_the_others_are_read():
    draft = read("yesterday,,Neutral,,,", "7/14/2021 9:00:00,,,,,", ROWS[1])
    assert {(error.row, error.field) for error in draft.errors} == {(2, "Timestamp"), (3, "")}
    assert sum(record.label == "Response" for record in draft.records) == 1


def test_headings_that_changed_midway_are_two_columns_of_which_each_answer_fills_one():
    head = "Timestamp,How good was it?,How good was the session?\n"
    draft = read("7/14/2021 9:00:00,Good,", "7/15/2021 9:00:00,,Excellent", "7/15/2021 9:10:00,,Poor", head=head)
    said = [(link.start[-2:], link.values["text"]) for link in draft.links if link.type == "SAYS"]
    assert [text for _, text in said] == ["Good", "Excellent", "Poor"]
    assert len({link.ends for link in draft.links if link.type == "SAYS"}) == 2


def test_two_headings_of_one_text_stay_two_questions():
    draft = read("7/14/2021 9:00:00,5,4", head="Timestamp,Rate it,Rate it\n")
    assert [record.name for record in draft.records if record.label == "Question"] == ["Rate it", "Rate it (2)"]


def test_a_file_without_headings_says_so():
    with pytest.raises(InvalidData, match="no row of headings"):
        forms.read(Upload("x.csv", b"lonely\n"), as_of="2021-08-01", survey="s1")


def test_headings_that_change_in_the_middle_hold_from_there_on():
    draft = read(
        ROWS[1],
        'Timestamp,Email Address,Why?,"How comfortable are you ... [Calling my senator]",New?',
        "7/17/2021 8:00:00,cy@lee.example.org,Told to,Comfortable,Yes",
    )
    assert (draft.errors, draft.notices) == (
        (),
        ("Row 3 holds headings again: the rows below it are read under these.",),
    )
    texts = {record.ref: record.name for record in draft.records if record.label == "Question"}
    assert sorted(texts.values()) == sorted(
        ["How comfortable are you ... [Calling my senator]", "Which topics, if any?", "Your role", "Why?", "New?"]
    )
    said = {
        texts[link.ends[0]]: link.values["text"]
        for link in draft.links
        if link.type == "SAYS" and "cy@lee" in link.start
    }
    assert said == {
        "How comfortable are you ... [Calling my senator]": "Comfortable", "Why?": "Told to", "New?": "Yes",
    }  # fmt: skip


def test_an_answer_under_no_heading_is_named_by_its_row_and_the_rest_of_it_is_kept():
    draft = read(ROWS[1] + ",too much")
    assert [(error.row, error.message) for error in draft.errors] == [
        (2, "“too much” stands under no heading. Give its column one.")
    ]
    assert sum(record.label == "Response" for record in draft.records) == 1

from store.lexical import Match, QueryWord, match


def word(name: str, *others: tuple[str, float]) -> QueryWord:
    return QueryWord(name, ((name, 1.0), *others))


WEIGHTS = {"signed": 1.0, "brest": 3.0, "agreement": 0.5}


def test_a_word_counts_once_by_its_best_alternative() -> None:
    query = [word("signed", ("sign", 0.5), ("paraph", 0.5))]
    one = match(query, ["sign"], [], WEIGHTS)
    both = match(query, ["sign", "paraph"], [], WEIGHTS)
    assert one.coverage == both.coverage == 0.5


def test_rare_words_weigh_more() -> None:
    query = [word("brest"), word("agreement")]
    assert match(query, ["brest"], [], WEIGHTS).score > match(query, ["agreement"], [], WEIGHTS).score


def test_the_header_counts_less_than_the_passage() -> None:
    query = [word("brest")]
    body, header = match(query, ["brest"], [], WEIGHTS), match(query, ["port"], ["brest"], WEIGHTS)
    assert body.score > header.score > 0
    assert body.coverage == 1.0 > header.coverage > 0


def test_nothing_in_common_is_nothing() -> None:
    assert match([word("brest")], ["lyon"], [], WEIGHTS) == Match(0.0, 0.0)
    assert match([], ["lyon"], [], WEIGHTS) == Match(0.0, 0.0)

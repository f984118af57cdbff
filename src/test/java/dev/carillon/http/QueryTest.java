package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the query of a target says. */
class QueryTest {
    @Test
    void aNameHasAValue() {
        Query query = Query.of("/topics/a?since=k3x9f2ab:42&x=1&y");
        assertThat(query.value("since")).contains("k3x9f2ab:42");
        assertThat(query.value("y")).contains("");
        assertThat(query.value("last")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topics/a", "/topics/a?", "/topics/a?&&", "/topics/a?Since=x", "/topics/since=x?sinces=x"})
    void whatIsNotThereIsEmpty(String target) {
        assertThat(Query.of(target).value("since")).isEmpty();
        assertThat(Query.of(target).values("since")).isEmpty();
    }

    @Test
    void namesAndValuesArePercentEncodedUtf8AndAPlusIsAPlus() {
        Query query = Query.of("/e?%73ince=a%3a1&topic=caf%C3%A9&topic=caf\u00c3\u00a9&topic=a+b&topic=a%26b=c?d");
        assertThat(query.value("since")).contains("a:1");
        assertThat(query.values("topic")).containsExactly("caf\u00e9", "caf\u00e9", "a+b", "a&b=c?d");
    }

    @Test
    void aNameThatIsWantedOnceIsRefusedTwice() {
        assertThatExceptionOfType(InvalidQuery.class)
                .isThrownBy(() -> Query.of("/topics/a?since=a:1&x&%73ince=a:1").value("since"))
                .withMessage("expected since once in the query, but was 2 times");
    }

    @Test
    void aValueThatCannotBeDecodedIsRefused() {
        assertThatExceptionOfType(InvalidQuery.class)
                .isThrownBy(() -> Query.of("/topics/a?since=%zz").value("since"))
                .withMessage("expected since as percent-encoded UTF-8, but was '%zz': '%zz' is no byte");
        assertThatExceptionOfType(InvalidQuery.class)
                .isThrownBy(() -> Query.of("/topics/a?topic=a&topic=%FF").values("topic"))
                .withMessage("expected topic as percent-encoded UTF-8, but was '%FF': it is no UTF-8");
    }

    @Test
    void whatIsNotAskedForIsNotJudged() {
        assertThat(Query.of("/topics/a?x=%zz&%zz=1&since=a:1&%FF&x=2").value("since"))
                .contains("a:1");
    }
}

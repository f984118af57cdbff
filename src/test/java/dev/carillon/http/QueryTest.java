package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.log.InvalidStart;
import dev.carillon.log.Start;
import dev.carillon.publication.MessageId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading the query of a target. */
class QueryTest {
    private static final List<String> PIECES = List.of(
            "since", "last", "=", "&", "?", "since=", "last=", "a:1", "%3A", "%", "%zz", "%FF", "%00", "+", "9", "-",
            "\u00e9", "\n");

    @Test
    void aNameHasAValue() {
        Query query = Query.of("/topics/a?since=k3x9f2ab:42&x=1&y");
        assertThat(query.value("since")).contains("k3x9f2ab:42");
        assertThat(query.value("y")).contains("");
        assertThat(query.value("last")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topics/a", "/topics/a?", "/topics/a?&&", "/topics/a?Since=x", "/topics/since=x?sinces=x"})
    void aMissingNameIsEmpty(String target) {
        assertThat(Query.of(target).value("since")).isEmpty();
        assertThat(Query.of(target).values("since")).isEmpty();
    }

    @Test
    void namesAndValuesArePercentEncodedAndAPlusIsNotASpace() {
        Query query = Query.of("/e?%73ince=a%3a1&topic=caf%C3%A9&topic=caf\u00c3\u00a9&topic=a+b&topic=a%26b=c?d");
        assertThat(query.value("since")).contains("a:1");
        assertThat(query.values("topic")).containsExactly("caf\u00e9", "caf\u00e9", "a+b", "a&b=c?d");
    }

    @Test
    void aRepeatedNameIsRefused() {
        assertThatExceptionOfType(InvalidQuery.class)
                .isThrownBy(() -> Query.of("/topics/a?since=a:1&x&%73ince=a:1").value("since"))
                .withMessage("expected since once in the query, but was 2 times");
    }

    @Test
    void aValueThatCannotBeDecodedIsRefused() {
        assertThatExceptionOfType(InvalidQuery.class)
                .isThrownBy(() -> Query.of("/topics/a?since=%zz").value("since"))
                .withMessage("expected since as percent-encoded UTF-8, but was '%zz': '%zz' is not a byte");
        assertThatExceptionOfType(InvalidQuery.class)
                .isThrownBy(() -> Query.of("/topics/a?topic=a&topic=%FF").values("topic"))
                .withMessage("expected topic as percent-encoded UTF-8, but was '%FF': it is not UTF-8");
    }

    @Test
    void otherNamesAreNotChecked() {
        assertThat(Query.of("/topics/a?x=%zz&%zz=1&since=a:1&%FF&x=2").value("since"))
                .contains("a:1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyQueryIsAStartOrIsRefused(long seed) {
        Random random = new Random(seed);
        int begun = 0;
        for (int i = 0; i < 3000; i++) {
            StringBuilder target = new StringBuilder("/topics/a?");
            for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
                target.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            begun += begins(Query.of(target.toString())) ? 1 : 0;
        }
        assertThat(begun).isPositive();
    }

    private static boolean begins(Query query) {
        try {
            return Start.of(query.value("since"), query.value("last")) instanceof Start.Since(MessageId id)
                    && MessageId.parse(id.toString()).equals(id);
        } catch (InvalidQuery | InvalidStart refused) {
            assertThat(refused.getMessage()).isNotEmpty().doesNotContainPattern("[^ -~]");
            return false;
        }
    }
}

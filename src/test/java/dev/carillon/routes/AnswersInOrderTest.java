package dev.carillon.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersInOrderTest {
    private final AnswersInOrder order = new AnswersInOrder();
    private final List<String> written = new ArrayList<>();

    @Test
    void knownResultsAreWrittenAtOnceIfNothingIsPending() {
        order.write(() -> written.add("1"));
        order.write(() -> written.add("2"));
        assertThat(written).containsExactly("1", "2");
    }

    @Test
    void aPendingResultDelaysLaterOnes() {
        AnswersInOrder.Place first = order.place();
        order.write(() -> written.add("2"));
        AnswersInOrder.Place third = order.place();
        order.write(() -> written.add("4"));
        third.known(() -> written.add("3"));
        assertThat(written).isEmpty();
        assertThat(order.waitingCount()).isEqualTo(4);

        first.known(() -> written.add("1"));

        assertThat(written).containsExactly("1", "2", "3", "4");
        assertThat(order.waitingCount()).isZero();
    }
}

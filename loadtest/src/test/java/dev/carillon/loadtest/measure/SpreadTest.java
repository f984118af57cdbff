package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void aSpreadSpansTheFirstAndTheLastReaderOfAllLoops() {
        Spread one = new Spread(3);
        one.onDelivery(0, 5_000_000);
        one.onDelivery(0, 7_000_000);
        one.onDelivery(2, 1_000_000);
        Spread other = new Spread(3);
        other.onDelivery(0, 2_000_000);
        other.onDelivery(0, 6_000_000);

        one.add(other);

        Histogram histogram = one.shown();
        assertThat(histogram.getTotalCount()).isEqualTo(2);
        assertThat(histogram.valuesAreEquivalent(histogram.getMaxValue(), 5_000_000))
                .isTrue();
        assertThat(histogram.getCountAtValue(0)).isEqualTo(1);
    }

    @Test
    void onlyAShareOfTooManyPublicationsIsRecorded() {
        Spread spread = new Spread(10L * Spread.PUBLICATIONS_MAX);
        for (int publication = 0; publication < 1000; publication++) {
            spread.onDelivery(publication, 1_000);
        }

        assertThat(spread.shown().getTotalCount()).isEqualTo(100);
    }

    @Test
    void publicationsBeyondTheExpectedNumberAreIgnored() {
        Spread spread = new Spread(1);
        spread.onDelivery(1, 1_000);

        assertThat(spread.shown().getTotalCount()).isZero();
    }
}

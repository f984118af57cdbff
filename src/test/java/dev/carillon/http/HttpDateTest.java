package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The Date of an answer (RFC 9110, 5.6.7). */
class HttpDateTest {
    private final AtomicLong millis = new AtomicLong(784_111_777_000L);
    private final HttpDate date = new HttpDate(millis::get);

    @Test
    void theDateIsInThePreferredForm() {
        assertThat(date.now()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @Test
    void theDateIsFormattedOnceASecond() {
        String first = date.now();
        millis.addAndGet(999);
        assertThat(date.now()).isSameAs(first);
        millis.addAndGet(1);
        assertThat(date.now()).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");
    }

    @Test
    void theDateFollowsAClockThatIsSetBack() {
        date.now();
        millis.addAndGet(-1);
        assertThat(date.now()).isEqualTo("Sun, 06 Nov 1994 08:49:36 GMT");
    }
}

package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.connect.CommonClock;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Timestamps in payloads are times of a common clock. Each process converts them to its own clock. */
class PayloadClockTest {

    @Test
    void timestampsAreConvertedToTheClockOfTheReceiver() {
        CommonClock early = new CommonClock();
        CommonClock late = new CommonClock();
        early.set(-1_000);
        late.set(50_000);
        Stamp stamp = new Stamp();

        byte[] message = new PayloadFormat(1, 64, early).write(3, 9, 10, 20);
        new PayloadFormat(1, 64, late).read(ByteBuffer.wrap(message), stamp);

        assertThat(stamp.intendedNanos()).isEqualTo(51_010);
        assertThat(stamp.sentNanos()).isEqualTo(51_020);
        assertThat(stamp.publisher()).isEqualTo(3);
        assertThat(stamp.sequence()).isEqualTo(9);
    }
}

package dev.carillon.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** RFC 6455, 7.4 and IANA's registry. */
class CloseCodeTest {

    @Test
    void onlyRegisteredLibraryAndApplicationCodesMayBeSent() {
        IntStream registered = IntStream.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014);
        IntStream ofOthers = IntStream.rangeClosed(3000, 4999);
        assertThat(IntStream.rangeClosed(0, 0xFFFF).filter(CloseCode::mayBeSent))
                .containsExactly(IntStream.concat(registered, ofOthers).boxed().toArray(Integer[]::new));
    }
}

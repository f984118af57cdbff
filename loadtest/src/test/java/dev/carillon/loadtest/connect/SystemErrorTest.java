package dev.carillon.loadtest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.lane.SocketFailure;
import java.io.IOException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemErrorTest {

    @ParameterizedTest
    @CsvSource({
        "CONNECT, 111, REFUSED",
        "CONNECT, 110, TIMED_OUT",
        "CONNECT, 104, RESET",
        "BIND, 98, PORT_TAKEN",
        "BIND, 99, NOT_OUR_ADDRESS",
        "CONNECT, 99, PORT_TAKEN",
        "SOCKET, 24, OUT_OF_DESCRIPTORS",
        "SOCKET, 23, OUT_OF_DESCRIPTORS",
        "CONNECT, 105, OUT_OF_DESCRIPTORS",
        "CONNECT, 113, UNREACHABLE",
        "CONNECT, 101, UNREACHABLE",
        "CONNECT, 71, OTHER"
    })
    void errorsOfTheSystemAreToldByTheirNumbers(SocketFailure.Call call, int errno, FailureClass kind) {
        assertThat(SystemError.classify(new SocketFailure(call, errno))).isEqualTo(kind);
    }

    @Test
    void whatIsNoErrorOfTheSystemHasAClassOfItsOwn() {
        assertThat(SystemError.classify(new SSLHandshakeException("not trusted")))
                .isEqualTo(FailureClass.TLS);
        assertThat(SystemError.classify(new IOException())).isEqualTo(FailureClass.OTHER);
    }

    @Test
    void endlessWaysToFailAreCountedAsOne() {
        OpeningTally tally = new OpeningTally();
        for (int i = 0; i < 1000; i++) {
            tally.count(FailureClass.BAD_HANDSHAKE, "answer " + i);
        }

        assertThat(tally.failures.shown()).hasSize(17);
        assertThat(tally.failures.shown().get(new Failure(FailureClass.BAD_HANDSHAKE, "and other ways")))
                .isEqualTo(984);
        assertThat(tally.failures.total()).isEqualTo(1000);
    }
}

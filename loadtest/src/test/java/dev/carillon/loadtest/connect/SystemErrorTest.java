package dev.carillon.loadtest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemErrorTest {

    @ParameterizedTest
    @CsvSource({
        "finishConnect(..) failed with error(-111): Connection refused, REFUSED",
        "finishConnect(..) failed with error(-110): Die Wartezeit ist abgelaufen, TIMED_OUT",
        "finishConnect(..) failed with error(-104): Connection reset by peer, RESET",
        "bind(..) failed with error(-98): Address already in use, PORT_TAKEN",
        "bind(..) failed with error(-99): Cannot assign requested address, NOT_OUR_ADDRESS",
        "connect(..) failed with error(-99): Cannot assign requested address, PORT_TAKEN",
        "newSocketStream(..) failed with error(-24): Too many open files, OUT_OF_DESCRIPTORS",
        "finishConnect(..) failed with error(-113): No route to host, UNREACHABLE",
        "finishConnect(..) failed with error(-71): Protocol error, OTHER"
    })
    void errorsOfTheNativeTransportAreToldByTheirNumbers(String message, FailureClass kind) {
        assertThat(SystemError.classify(new IOException(message))).isEqualTo(kind);
        assertThat(SystemError.classify(new IOException("around it", new RuntimeException(message))))
                .isEqualTo(kind);
    }

    @Test
    void errorsOfJavasOwnSocketsAreToldByTheirTypes() {
        assertThat(SystemError.classify(new ConnectException("Connection refused")))
                .isEqualTo(FailureClass.REFUSED);
        assertThat(SystemError.classify(new ConnectException("Connection timed out")))
                .isEqualTo(FailureClass.TIMED_OUT);
        assertThat(SystemError.classify(new BindException("Address already in use")))
                .isEqualTo(FailureClass.PORT_TAKEN);
        assertThat(SystemError.classify(new BindException("Cannot assign requested address")))
                .isEqualTo(FailureClass.NOT_OUR_ADDRESS);
        assertThat(SystemError.classify(new NoRouteToHostException())).isEqualTo(FailureClass.UNREACHABLE);
        assertThat(SystemError.classify(new SocketException("Too many open files")))
                .isEqualTo(FailureClass.OUT_OF_DESCRIPTORS);
        assertThat(SystemError.classify(new IOException())).isEqualTo(FailureClass.OTHER);
    }

    @Test
    void endlessWaysToFailAreCountedAsOne() {
        OpeningTally tally = new OpeningTally();
        for (int i = 0; i < 1000; i++) {
            tally.count(FailureClass.BAD_HANDSHAKE, "answer " + i);
        }

        assertThat(tally.failures()).hasSize(17);
        assertThat(tally.failures().get(new Failure(FailureClass.BAD_HANDSHAKE, "and other ways")))
                .isEqualTo(984);
        assertThat(tally.failureCount()).isEqualTo(1000);
    }
}

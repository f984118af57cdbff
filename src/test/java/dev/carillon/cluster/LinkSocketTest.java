package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkSocketTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            finishConnect(..) failed with error(-111): Connection refused: /10.0.0.3:5703 | nothing listens on the port of its link
            Connection refused: /10.0.0.3:5703 | nothing listens on the port of its link
            recvAddress(..) failed with error(-104): Connection reset by peer | the other node broke the connection off
            writevAddresses(..) failed with error(-32): Broken pipe | the other node broke the connection off
            connection timed out after 1500 ms: /10.0.0.3:5703 | it does not answer
            finishConnect(..) failed with error(-113): No route to host: /10.0.0.3:5703 | the network has no way to it
            recvAddress(..) failed with error(-5): Input/output error | Input/output error
            something else | something else
            """)
    void aReasonIsASentenceWithoutSystemCallsAndNumbers(String message, String told) {
        assertThat(LinkSocket.textOf(new IOException(message))).isEqualTo(told);
    }

    @Test
    void aFailureWithoutAMessageIsDescribedByItsClass() {
        assertThat(LinkSocket.textOf(new ConnectException())).isEqualTo("ConnectException");
        IOException annotated = new IOException("null: /10.0.0.3:5703", new ConnectException());
        assertThat(LinkSocket.textOf(annotated)).isEqualTo("ConnectException");
    }
}

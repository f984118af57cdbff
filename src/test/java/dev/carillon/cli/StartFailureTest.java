package dev.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Listening;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class StartFailureTest {
    private static final Listening LISTENING = new Listening("127.0.0.1", 80, 8081);

    @Test
    void aPortInUseNamesThePortsAndTheWayOut() {
        assertThat(explain(new BindException("bind(..) failed: Address already in use")))
                .isEqualTo(
                        "cannot listen on 127.0.0.1 port 80 or 8081: in use; stop what uses it, or choose others with"
                                + " --port and --management-port");
    }

    @Test
    void aPrivilegedPortNamesTheReason() {
        assertThat(explain(new IOException("bind(..) failed: Permission denied")))
                .isEqualTo(
                        "cannot listen on 127.0.0.1 port 80 or 8081: ports below 1024 need privileges; choose one from"
                                + " 1024 on");
    }

    @Test
    void anAddressThatIsNotOursNamesTheSetting() {
        String expected = "cannot listen on 127.0.0.1 port 80 or 8081: --host must be an address of this machine";
        assertThat(explain(new BindException("bind(..) failed: Cannot assign requested address")))
                .isEqualTo(expected);
        assertThat(explain(new UnknownHostException("nowhere"))).isEqualTo(expected);
    }

    @Test
    void anythingElseIsToldAsItCame() {
        assertThat(explain(new IOException("no more descriptors"))).isEqualTo("cannot start: no more descriptors");
    }

    private static String explain(Exception failure) {
        return StartFailure.explain(LISTENING, failure);
    }
}

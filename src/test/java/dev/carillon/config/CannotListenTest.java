package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class CannotListenTest {

    @Test
    void aPortInUseIsReportedWithItsOptionAndASolution() {
        assertThat(message(new BindException("bind(..) failed: Address already in use")))
                .isEqualTo(
                        "cannot listen on 127.0.0.1 port 80 (--port): in use; stop what uses it, or choose another with"
                                + " --port");
    }

    @Test
    void aPrivilegedPortIsReportedWithTheReason() {
        assertThat(message(new IOException("bind(..) failed: Permission denied")))
                .isEqualTo(
                        "cannot listen on 127.0.0.1 port 80 (--port): ports below 1024 need privileges; choose one from"
                                + " 1024 on");
    }

    @Test
    void anAddressOfAnotherMachineIsReportedWithTheSetting() {
        String expected = "cannot listen on 127.0.0.1 port 80 (--port): --host must be an address of this machine";
        assertThat(message(new BindException("bind(..) failed: Cannot assign requested address")))
                .isEqualTo(expected);
        assertThat(message(new UnknownHostException("nowhere"))).isEqualTo(expected);
    }

    @Test
    void otherFailuresAreReportedUnchanged() {
        assertThat(message(new IOException("no more descriptors")))
                .isEqualTo("cannot listen on 127.0.0.1 port 80 (--port): no more descriptors");
    }

    private static String message(Exception cause) {
        return String.valueOf(new CannotListen("--port", "--host", "127.0.0.1", 80, cause).getMessage());
    }
}

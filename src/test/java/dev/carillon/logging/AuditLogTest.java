package dev.carillon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.Denial;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One line for each refused token or key, without any part of it. */
class AuditLogTest {
    private final AuditLog audit = new AuditLog();
    private final LogLines lines = LogLines.of(AuditLog.LOGGER);

    @AfterEach
    void stop() {
        lines.close();
    }

    @Test
    void aRefusalHasItsReasonPeerAndPath() throws Exception {
        audit.denied(Denial.BAD_SIGNATURE, "/topics/a", peer(), "expected a token that a key verifies");
        assertThat(lines.next().put("time", "").encode())
                .isEqualTo(
                        "{\"time\":\"\",\"level\":\"WARNING\",\"logger\":\"audit\",\"message\":\"token or key refused\","
                                + "\"event\":\"denied\",\"reason\":\"bad-signature\",\"peer\":\"192.0.2.7\",\"path\":\"/topics/a\","
                                + "\"detail\":\"expected a token that a key verifies\"}");
    }

    @Test
    void theQueryIsRemoved() throws Exception {
        audit.denied(Denial.EXPIRED, "/topics/a?since=1&token=opaque", peer(), "expired");
        assertThat(lines.next().getString("path")).isEqualTo("/topics/a");
    }

    @Test
    void aDisconnectedClientHasNoAddress() throws Exception {
        audit.denied(Denial.EXPIRED, "/ws", null, "expired");
        assertThat(lines.next().containsKey("peer")).isFalse();
    }

    @Test
    void aClientWithoutCredentialsIsLoggedAsInfo() throws Exception {
        audit.denied(Denial.MISSING, "/ws", peer(), "none");
        assertThat(lines.next().getString("level")).isEqualTo("INFO");
    }

    private static InetAddress peer() throws UnknownHostException {
        return InetAddress.getByName("192.0.2.7");
    }
}

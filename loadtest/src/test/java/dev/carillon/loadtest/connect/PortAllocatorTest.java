package dev.carillon.loadtest.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.PortRange;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortAllocatorTest {
    private final PortAllocator ports = new PortAllocator(new PortRange(10_000, 10_002));

    @Test
    void everyPortIsHandedOutOnceUntilNoneIsLeft() {
        assertTakes(10_000, 10_001, 10_002);
        assertThat(ports.take()).isEmpty();
    }

    @Test
    void aReturnedPortIsReusedAtOnceWhenNoOtherIsFree() {
        assertTakes(10_000, 10_001, 10_002);
        ports.release(10_001);

        assertTakes(10_001);
    }

    @Test
    void aReturnedPortIsReusedAfterAllOthers() {
        assertTakes(10_000);
        ports.release(10_000);

        assertTakes(10_001, 10_002, 10_000);
    }

    @Test
    void aSkippedPortIsRetriedWhenAllOthersAreInUse() {
        assertTakes(10_000);
        ports.skip(10_000);
        assertTakes(10_001, 10_002);
        assertThat(ports.take()).isEmpty();

        assertTakes(10_000);
    }

    @Test
    void aPortThatWasNotHandedOutCannotBeReturned() {
        assertThatThrownBy(() -> ports.release(10_000)).hasMessage("port 10000 was not handed out");
        assertThatThrownBy(() -> ports.skip(10_003)).hasMessage("port 10003 was not handed out");
        assertTakes(10_000);
        ports.skip(10_000);
        assertThatThrownBy(() -> ports.release(10_000)).hasMessage("port 10000 was not handed out");
    }

    @Test
    void noPortOfAnAddressIsHandedOutTwice() {
        PortAllocator all = new PortAllocator(new PortRange(10_000, 65_535));
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < 55_536; i++) {
            assertThat(taken.add(all.take().orElseThrow())).isTrue();
        }
        assertThat(all.take()).isEmpty();
    }

    @Test
    void addressesTakeTurnsWhileTheyHaveFreePorts() {
        LocalPorts ends = new LocalPorts(LocalAddresses.of("127.0.0.2-3"), new PortRange(20_000, 20_001), 1);

        assertThat(nameOfNext(ends)).isEqualTo("/127.0.0.3:20000");
        assertThat(nameOfNext(ends)).isEqualTo("/127.0.0.2:20000");
        int third = ends.take().orElseThrow();
        assertThat(ends.socketAddress(third)).hasToString("/127.0.0.3:20001");
        assertThat(nameOfNext(ends)).isEqualTo("/127.0.0.2:20001");
        assertThat(ends.take()).isEmpty();

        ends.release(third);
        assertThat(nameOfNext(ends)).isEqualTo("/127.0.0.3:20001");
    }

    private static String nameOfNext(LocalPorts ends) {
        return ends.socketAddress(ends.take().orElseThrow()).toString();
    }

    private void assertTakes(int... expected) {
        for (int port : expected) {
            assertThat(ports.take()).hasValue(port);
        }
    }
}

package dev.carillon.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.CidrBlock;
import dev.carillon.config.ProxySettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections from trusted proxies that do not begin with a header. */
class ProxyProtocolTest {
    private static final ProxySettings PROXIES = new ProxySettings(List.of(CidrBlock.of("10.0.0.0/8")), true);
    private static final InetSocketAddress PROXY = new InetSocketAddress("10.0.0.1", 4711);

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);
    private final AtomicInteger refused = new AtomicInteger();
    private final ProxyProtocol rules = new ProxyProtocol(PROXIES, refused::incrementAndGet, nanoTime::get);
    private final Logger logger = Logger.getLogger(ProxyProtocol.class.getName());
    private final List<String> lines = new ArrayList<>();
    private @Nullable Filter before;

    @BeforeEach
    void keepLines() {
        before = logger.getFilter();
        logger.setFilter(line -> {
            lines.add(line.getMessage());
            return false;
        });
    }

    @AfterEach
    void leaveTheLog() {
        logger.setFilter(before);
    }

    @Test
    void eachRefusalIsCountedAndOnePerSecondIsLogged() {
        refuse("first");
        refuse("second");
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
        refuse("third");
        nanoTime.addAndGet(1);
        refuse("fourth");
        refuse("fifth");
        assertThat(refused).hasValue(5);
        assertThat(lines)
                .containsExactly(
                        "connection from the trusted proxy 10.0.0.1 refused: first (--proxy-protocol)",
                        "connection from the trusted proxy 10.0.0.1 refused: fourth (--proxy-protocol)");
    }

    @Test
    void withoutTheProtocolThereAreNoRules() {
        assertThat(ProxyProtocol.of(new ProxySettings(PROXIES.trusted(), false), refused::incrementAndGet))
                .isEmpty();
    }

    private void refuse(String message) {
        rules.refused(PROXY, new ProxyHeader.Invalid(message));
    }
}

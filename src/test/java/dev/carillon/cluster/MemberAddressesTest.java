package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.ToldLines;
import dev.carillon.cluster.MemberAddresses.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemberAddressesTest {
    private final Map<String, List<String>> names = new HashMap<>();

    @Test
    void aNameHasAllItsPresentAddresses() {
        MemberAddresses members = new MemberAddresses(List.of("nodes:5701", "[::1]:7", "10.0.0.1:5701"), this::resolve);
        names.put("nodes", List.of("10.0.0.1", "10.0.0.2"));
        names.put("::1", List.of("::1"));
        names.put("10.0.0.1", List.of("10.0.0.1"));
        assertThat(members.now())
                .extracting(Place::toString)
                .containsExactly("10.0.0.1:5701", "10.0.0.2:5701", "[0:0:0:0:0:0:0:1]:7");
        names.put("nodes", List.of("10.0.0.3"));
        assertThat(members.now()).extracting(Place::toString).startsWith("10.0.0.3:5701");
    }

    @Test
    void aNameWithoutAnAddressIsLoggedOnceAndSoIsItsFirstAddress() throws InterruptedException {
        MemberAddresses members = new MemberAddresses(List.of("nodes:5701"), this::resolve);
        try (ToldLines told = new ToldLines(MemberAddresses.class)) {
            assertThat(members.now()).isEmpty();
            assertThat(members.now()).isEmpty();
            names.put("nodes", List.of("10.0.0.1"));
            assertThat(members.now()).hasSize(1);
            assertThat(told.next(2))
                    .containsExactly(
                            "cluster member name has no address; it is looked up again every 2 s (--cluster)",
                            "cluster member name has an address now");
        }
    }

    @Test
    void theOwnAddressIsLoopbackIfAllMembersAre() {
        assertThat(own("127.0.0.7", "127.0.0.8")).contains("127.0.0.1");
    }

    @Test
    void theOwnAddressIsAMemberAddressOfThisMachine() throws Exception {
        Optional<String> outside = OwnAddress.find(List.of()).map(InetAddress::getHostAddress);
        if (outside.isPresent()) {
            assertThat(own("127.0.1.1", "192.0.2.7", outside.get())).isEqualTo(outside);
        }
        assertThat(own("192.0.2.7")).isEqualTo(outside);
    }

    private static Optional<String> own(String... members) {
        return OwnAddress.find(List.of(members).stream()
                        .map(member -> new Place(InetAddress.ofLiteral(member), 5701))
                        .toList())
                .map(InetAddress::getHostAddress);
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        List<String> addresses = names.getOrDefault(host, List.of());
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return addresses.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }
}

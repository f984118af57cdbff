package dev.carillon.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Which addresses share limits. */
class NetworkTest {

    @Test
    void eachIpv4AddressIsANetwork() throws UnknownHostException {
        assertThat(network("203.0.113.255")).isNotEqualTo(network("203.0.113.254"));
        assertThat(network("203.0.113.255")).hasToString("203.0.113.255");
    }

    @Test
    void theNetworkOfAnIpv6AddressIsItsSlash64() throws UnknownHostException {
        assertThat(network("2001:db8:1:fffe::1"))
                .isEqualTo(network("2001:db8:1:fffe:ffff:ffff:ffff:ffff"))
                .isNotEqualTo(network("2001:db8:1:ffff::1"))
                .hasToString("2001:db8:1:fffe::/64");
    }

    @Test
    void anIpv4AddressMappedIntoIpv6IsTheSameNetwork() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -53, 0, 113, 7};
        assertThat(Network.of(Inet6Address.getByAddress(null, mapped, -1))).isEqualTo(network("203.0.113.7"));
    }

    @Test
    void anIpv4AddressIsNeverAnIpv6Network() throws UnknownHostException {
        assertThat(network("::1")).isNotEqualTo(network("0.0.0.0"));
    }

    private static Network network(String address) throws UnknownHostException {
        return Network.of(InetAddress.getByName(address));
    }
}

package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.PortRange;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * All local ends that one loop may use, taken from its local addresses in turn. Each address has its own ports. A local
 * end is stored as one {@code int}, address number and port, because there may be a million of them.
 */
final class LocalPorts {
    private final LocalAddresses local;
    private final PortAllocator[] ports;
    private int nextAddress;

    /** Begins with address number {@code firstAddress}, so that several loops together use all addresses equally. */
    LocalPorts(LocalAddresses local, PortRange range, int firstAddress) {
        this.local = local;
        this.ports = new PortAllocator[local.size()];
        Arrays.setAll(ports, address -> new PortAllocator(range));
        this.nextAddress = firstAddress % local.size();
    }

    /** Takes a local end that no other connection uses; empty if all are in use. */
    OptionalInt take() {
        for (int i = 0; i < ports.length; i++) {
            int address = nextAddress;
            nextAddress = (nextAddress + 1) % ports.length;
            OptionalInt port = ports[address].take();
            if (port.isPresent()) {
                return OptionalInt.of(address << Character.SIZE | port.getAsInt());
            }
        }
        return OptionalInt.empty();
    }

    void release(int end) {
        ports[addressOf(end)].release(portOf(end));
    }

    void skip(int end) {
        ports[addressOf(end)].skip(portOf(end));
    }

    InetSocketAddress socketAddress(int end) {
        return new InetSocketAddress(local.addresses().get(addressOf(end)), portOf(end));
    }

    static int addressOf(int end) {
        return end >>> Character.SIZE;
    }

    private static int portOf(int end) {
        return end & 0xFFFF;
    }
}

package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.PortRange;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * All local ends that one loop may use: address after address in turn, each with ports of its own. An end is stored as
 * one number, address and port, since there is one for each of a million connections.
 */
final class LocalPorts {
    private final LocalAddresses local;
    private final PortAllocator[] ports;
    private int nextAddress;

    /** Begins with address number {@code firstAddress}, so that several loops together use all addresses alike. */
    LocalPorts(LocalAddresses local, PortRange range, int firstAddress) {
        this.local = local;
        this.ports = new PortAllocator[local.size()];
        Arrays.setAll(ports, address -> new PortAllocator(range));
        this.nextAddress = firstAddress % local.size();
    }

    /** A local end that no other connection has, or none when all are in use. */
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

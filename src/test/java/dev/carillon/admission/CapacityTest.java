package dev.carillon.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many WebSockets a process can carry: the least of what descriptors, heap and memory allow. */
class CapacityTest {
    private static final long PLENTY = 1L << 40;
    private static final long MIB = 1 << 20;

    @Test
    void descriptorsLessAReserveForAllElse() {
        assertThat(new Capacity(20_000, PLENTY, 2 * PLENTY).connections(64, 0)).isEqualTo(20_000 - 312);
        assertThat(new Capacity(1024, PLENTY, 2 * PLENTY).connections(64, 0)).isEqualTo(1024 - 256);
    }

    @Test
    void halfOfTheHeap() {
        assertThat(new Capacity(PLENTY, 128 * MIB, PLENTY).connections(64, 0)).isEqualTo(1 << 20);
        assertThat(new Capacity(PLENTY, 128 * MIB, PLENTY).connections(1500, 0)).isEqualTo(44_739);
    }

    @Test
    void whatTheKernelNeedsForEachFromTheMemoryThatTheHeapLeaves() {
        assertThat(new Capacity(PLENTY, 128 * MIB, 512 * MIB).connections(64, 0))
                .isEqualTo(66_176);
    }

    @Test
    void whatASocketNeedsBesidesCountsToo() {
        assertThat(new Capacity(PLENTY, 128 * MIB, 512 * MIB).connections(64, 4500))
                .isEqualTo(33_088);
    }

    @Test
    void oneAtLeastHoweverSmallTheMachine() {
        assertThat(new Capacity(16, PLENTY, PLENTY).connections(64, 0)).isEqualTo(1);
        assertThat(new Capacity(PLENTY, 128 * MIB, 64 * MIB).connections(64, 0)).isEqualTo(1);
    }

    @Test
    void thisProcessCanCarrySome() {
        assertThat(Capacity.ofThisProcess().connections(64, 0)).isGreaterThan(100);
    }
}

package dev.carillon.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many WebSockets a process can hold: the least of what descriptors, heap and memory allow. */
class CapacityTest {
    private static final long PLENTY = 1L << 40;
    private static final long MIB = 1 << 20;

    @Test
    void capacityIsBoundedByDescriptorsLessAReserve() {
        assertThat(new Capacity(20_000, PLENTY, 0, 2 * PLENTY).connections(64, 0))
                .isEqualTo(20_000 - 312);
        assertThat(new Capacity(1024, PLENTY, 0, 2 * PLENTY).connections(64, 0)).isEqualTo(1024 - 256);
    }

    @Test
    void connectionsUseAtMostHalfOfTheHeap() {
        assertThat(new Capacity(PLENTY, 128 * MIB, 0, PLENTY).connections(64, 0))
                .isEqualTo(1 << 20);
        assertThat(new Capacity(PLENTY, 128 * MIB, 0, PLENTY).connections(1500, 0))
                .isEqualTo(44_739);
    }

    @Test
    void theKernelMemoryOfSocketsMustFitBesideHeapAndProcess() {
        assertThat(new Capacity(PLENTY, 128 * MIB, 100 * MIB, 512 * MIB).connections(64, 0))
                .isEqualTo(66_176);
    }

    @Test
    void otherMemoryOfASocketCountsToo() {
        assertThat(new Capacity(PLENTY, 128 * MIB, 100 * MIB, 512 * MIB).connections(64, 4500))
                .isEqualTo(33_088);
    }

    @Test
    void capacityIsAtLeastOneConnection() {
        assertThat(new Capacity(16, PLENTY, 0, PLENTY).connections(64, 0)).isEqualTo(1);
        assertThat(new Capacity(PLENTY, 128 * MIB, 50 * MIB, 64 * MIB).connections(64, 0))
                .isEqualTo(1);
    }

    /** With a process of 50 MiB, and the heap that the options of the container give it. */
    @ParameterizedTest
    @CsvSource({"96, 34, 2796", "128, 45, 7689", "256, 128, 18175", "2048, 1024, 226958"})
    void aContainerHoldsAsManyAsItsMemoryLimitAllows(long limit, long heap, int connections) {
        Capacity capacity = new Capacity(PLENTY, heap * MIB, 50 * MIB, limit * MIB);
        assertThat(capacity.connections(64, 0)).isEqualTo(connections);
        assertThatCode(capacity::requireMemory).doesNotThrowAnyException();
    }

    @Test
    void tooLittleMemoryIsReportedAtTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(new Capacity(PLENTY, 32 * MIB, 48 * MIB, 64 * MIB)::requireMemory)
                .withMessage("expected at least 81 MiB of memory (heap up to 32, the JVM beside it 48), but the limit"
                        + " was 64 MiB: raise it, or lower -Xmx");
    }

    @Test
    void theUseOfTheMemoryIsPrinted() {
        assertThat(new Capacity(PLENTY, 34 * MIB, 50 * MIB, 96 * MIB).memory())
                .isEqualTo("memory 96 MiB: heap up to 34, JVM 50, sockets 12");
    }

    @Test
    void jvmMemoryBesideTheHeapIsEstimatedFromTheProcessStatus() {
        List<String> status =
                List.of("Name:\tjava", "VmRSS:\t  99000 kB", "RssAnon:\t   65536 kB", "RssFile:\t 20000 kB");
        assertThat(ProcessMemory.besideHeap(status, 16 * MIB)).isEqualTo(56 * MIB);
        assertThat(ProcessMemory.besideHeap(status, 60 * MIB)).isEqualTo(48 * MIB);
        assertThat(ProcessMemory.besideHeap(List.of("Name:\tjava"), 60 * MIB)).isEqualTo(100 * MIB);
    }

    @Test
    void thisProcessCanHoldConnections() {
        assertThat(Capacity.ofThisProcess().connections(64, 0)).isGreaterThan(100);
    }
}

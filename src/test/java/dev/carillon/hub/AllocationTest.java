package dev.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Garbage must not grow with the number of deliveries. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MEMBERS = 10_000;

    private final List<Runnable> tasks = new ArrayList<>();
    private final Hub hub =
            new Hub(tasks::add, System::nanoTime, HubMeters.SILENT, SweepLimits.DEFAULT, SlowReaderRules.NONE);
    private final TopicName topic = new TopicName("news");

    @Test
    void aDeliveryAllocatesNothing() {
        List<CountingSubscriber> members = joined(MEMBERS);
        sweep();

        long allocated = allocatedBy(this::sweep);

        assertThat(members).allSatisfy(member -> assertThat(member.frames()).isEqualTo(2));
        assertThat(allocated).as("bytes for %d deliveries", MEMBERS).isLessThan(MEMBERS);
    }

    @Test
    void aPublicationToABusyTopicAllocatesAtMost64Bytes() {
        joined(1);
        Publication publication = publication();
        publish(publication, 5_000);
        tasks.removeFirst().run();
        publish(publication, 600);

        long allocated = allocatedBy(() -> publish(publication, 400));

        // The queue has reached its capacity by then, and compiled code does without the iterator.
        assertThat(allocated / 400).as("bytes for a publication").isLessThanOrEqualTo(64);
    }

    private void sweep() {
        publish(publication(), 1);
        while (!tasks.isEmpty()) {
            tasks.removeLast().run();
        }
    }

    private void publish(Publication publication, int times) {
        for (int time = 0; time < times; time++) {
            hub.reserve(publication);
            hub.publish(publication);
        }
    }

    private Publication publication() {
        return new Publication(topic, Payload.binary(new byte[8]), System.nanoTime());
    }

    private List<CountingSubscriber> joined(int count) {
        List<CountingSubscriber> members = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            members.add(new CountingSubscriber());
            hub.join(TopicPattern.of(topic), HandRunHub.RAW, members.getLast());
        }
        return members;
    }

    private static long allocatedBy(Runnable work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}

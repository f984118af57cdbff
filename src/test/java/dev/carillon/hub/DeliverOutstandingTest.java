package dev.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliverOutstandingTest {
    private static final int MEMBERS = 5;

    private final HandRunHub rig = HandRunHub.withVisits(1);

    @Test
    void nothingIsOutstandingAfterTheSweep() {
        Recorder member = rig.join("news");
        rig.publish("news", "a");
        rig.turns();

        rig.deliverOutstanding(member);

        assertThat(member.deliveries).containsExactly(1);
    }

    @Test
    void everyPublicationArrivesOnceAtAnyPointOfTheSweep() {
        for (int walked = 0; walked <= 2 * MEMBERS; walked++) {
            for (int asker = 0; asker < MEMBERS; asker++) {
                HandRunHub rig = HandRunHub.withVisits(1);
                List<Recorder> members = new ArrayList<>(rig.join("news", 3));
                rig.publish("news", "a");
                members.addAll(rig.join("news", 2));
                rig.publish("news", "b");
                run(rig, Math.min(walked, MEMBERS));
                rig.publish("news", "c");
                run(rig, Math.max(0, walked - MEMBERS));

                String where = "%d asked after %d visits".formatted(asker, walked);
                String before = asker < 3 ? "abc" : "bc";
                rig.deliverOutstanding(members.get(asker));
                assertThat(String.join("", members.get(asker).frames)).as(where).isEqualTo(before);
                rig.publish("news", "d");
                rig.deliverOutstanding(members.get(asker));
                assertThat(String.join("", members.get(asker).frames)).as(where).isEqualTo(before + "d");
                rig.publish("news", "e");
                rig.turns();

                for (int index = 0; index < MEMBERS; index++) {
                    assertThat(String.join("", members.get(index).frames))
                            .as("member %d, %s", index, where)
                            .isEqualTo(index < 3 ? "abcde" : "bcde");
                }
            }
        }
    }

    @Test
    void aMemberHasAllEarlierPublicationsBeforeItLeaves() {
        List<Recorder> members = rig.join("news", 3);
        rig.publish("news", "a");
        rig.turn();
        rig.publish("news", "b");

        rig.deliverOutstanding(members.get(2));
        rig.leave(members.get(2));
        rig.publish("news", "c");
        rig.turns();

        assertThat(members.get(2).frames).containsExactly("a", "b");
        assertThat(members.get(2).deliveries).containsExactly(2);
        assertThat(rig.frames).isEqualTo(8);
    }

    @Test
    void theLastMemberReceivesOutstandingPublications() {
        Recorder only = rig.join("news");
        rig.publish("news", "a", "b");

        rig.deliverOutstanding(only);
        rig.leave(only);

        assertThat(only.frames).containsExactly("a", "b");
        assertThat(rig.hub.pendingBytes()).isZero();
    }

    @Test
    void outstandingPublicationsArriveInBatches() {
        HandRunHub small = HandRunHub.withBatches(4);
        Recorder member = small.join("news");
        small.publish("news", "aa", "bb", "cc", "larger than a batch", "dd");

        small.deliverOutstanding(member);

        assertThat(member.deliveries).containsExactly(2, 1, 1, 1);
        small.turns();
        assertThat(member.frames).containsExactly("aa", "bb", "cc", "larger than a batch", "dd");
    }

    @Test
    void outstandingPublicationsMayBeDeliveredInsideADelivery() {
        HandRunHub rig = HandRunHub.withBatches(2);
        List<Recorder> members = rig.join("news", 3);
        Recorder acts = members.get(1);
        acts.onDeliver = () -> {
            acts.onDeliver = () -> {};
            members.forEach(rig::deliverOutstanding);
            assertThat(members).allSatisfy(m -> assertThat(m.frames).containsExactly("a", "b", "c"));
            rig.publish("news", "d");
        };
        rig.publish("news", "a", "b", "c");
        rig.turns();

        assertThat(members).allSatisfy(m -> assertThat(m.frames).containsExactly("a", "b", "c", "d"));
    }

    @Test
    void aMemberThatLeavesMeanwhileDoesNotGetTheRest() {
        HandRunHub small = HandRunHub.withBatches(1);
        List<Recorder> members = small.join("news", 2);
        Recorder leaves = members.getFirst();
        leaves.onDeliver = () -> small.leave(leaves);
        small.publish("news", "a", "b");

        small.deliverOutstanding(leaves);
        small.turns();

        assertThat(leaves.frames).containsExactly("a");
        assertThat(members.get(1).frames).containsExactly("a", "b");
    }

    @Test
    void aRecursiveRequestIsRefused() {
        Recorder member = rig.join("news");
        member.onDeliver = () -> rig.deliverOutstanding(member);
        rig.publish("news", "a");

        assertThatThrownBy(() -> rig.deliverOutstanding(member))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("outstanding publications must not be delivered from within their delivery");

        member.onDeliver = () -> {};
        rig.publish("news", "b");
        rig.deliverOutstanding(member);
        assertThat(member.frames).containsExactly("a", "b");
    }

    private static void run(HandRunHub rig, int turns) {
        for (int turn = 0; turn < turns && !rig.isAtRest(); turn++) {
            rig.turn();
        }
    }
}

package dev.carillon.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class VisitScheduleTest {
    private final VisitSchedule rounds = new VisitSchedule();
    private final List<Connection> visited = new ArrayList<>();

    @Test
    void aRoundVisitsEveryConnectionOnce() {
        List<Connection> all = add(1000);
        tick(VisitSchedule.PARTS);
        assertThat(visited.subList(0, all.size())).containsExactlyElementsOf(all);
    }

    @Test
    void aTickVisitsAtMostItsPart() {
        add(6400);
        tick(1);
        assertThat(visited).hasSize(100);
    }

    @Test
    void aRoundThatBeganWithFewConnectionsAdaptsToMany() {
        add(2);
        tick(1);
        add(10_000);
        tick(2 * VisitSchedule.PARTS);
        assertThat(new HashSet<>(visited)).hasSize(10_002);
    }

    @Test
    void aClosedConnectionIsRemovedWithinARound() {
        List<Connection> all = add(1000);
        tick(10);
        all.subList(0, 900).forEach(connection -> connection.close(Ending.PEER_CLOSED));
        tick(2 * VisitSchedule.PARTS);
        assertThat(rounds.size()).isEqualTo(100);
    }

    @Test
    void aConnectionClosedByAVisitIsNotVisitedAgain() {
        add(10);
        for (int tick = 0; tick < VisitSchedule.PARTS; tick++) {
            rounds.tick(connection -> connection.close(Ending.CLOSED_HERE));
        }
        tick(2 * VisitSchedule.PARTS);
        assertThat(visited).isEmpty();
        assertThat(rounds.size()).isZero();
    }

    @RepeatedTest(10)
    void everyOpenConnectionIsVisitedWhileOthersComeAndGo(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Connection> open = new ArrayList<>(add(100));
        for (int step = 0; step < 500; step++) {
            open.addAll(add(random.nextInt(10)));
            for (int leaving = random.nextInt(10); leaving > 0 && !open.isEmpty(); leaving--) {
                open.remove(random.nextInt(open.size())).close(Ending.PEER_LOST);
            }
            tick(1);
        }
        visited.clear();
        tick(2 * VisitSchedule.PARTS);
        Set<Connection> seen = new HashSet<>(visited);
        assertThat(seen).as("seed %d", repetition.getCurrentRepetition()).containsExactlyInAnyOrderElementsOf(open);
        assertThat(rounds.size()).isEqualTo(open.size());
    }

    private List<Connection> add(int count) {
        List<Connection> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Connection connection = new RecordedConnection(Receiver.NOBODY);
            rounds.add(connection);
            added.add(connection);
        }
        return added;
    }

    private void tick(int ticks) {
        for (int i = 0; i < ticks; i++) {
            rounds.tick(visited::add);
        }
    }
}

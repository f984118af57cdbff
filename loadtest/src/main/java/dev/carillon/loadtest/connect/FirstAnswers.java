package dev.carillon.loadtest.connect;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Detects that a server refuses everything for a lasting reason: the first answers are all the same refusal. */
public final class FirstAnswers {
    /** Number of equal answers: among so many, a load balancer would have used more than one server. */
    private static final int EQUAL_ANSWERS = 10;

    /** The statuses of temporary refusals: the next answer may be different (RFC 9110, 15; RFC 6585, 4). */
    private static final Set<Integer> TEMPORARY = Set.of(408, 421, 425, 429, 500, 502, 503, 504);

    private @Nullable String first;
    private int same;
    private boolean differ;

    /** Whether a refusal with this status is lasting: the next answer will be the same. */
    public static boolean isLasting(int status) {
        return !TEMPORARY.contains(status);
    }

    /** Records any answer other than a lasting refusal. */
    public void onOther() {
        differ = true;
    }

    /** Records a lasting refusal; {@code answer} is equal for refusals with the same reason. */
    public void onRefusal(String answer) {
        differ |= first != null && !first.equals(answer);
        first = answer;
        same++;
    }

    /** Whether further attempts are useless. */
    public boolean isFinal() {
        return isFinal(EQUAL_ANSWERS);
    }

    /** Whether further attempts are useless; {@code wanted} is the number of attempts in total. */
    public boolean isFinal(int wanted) {
        return !differ && same >= Math.min(EQUAL_ANSWERS, wanted);
    }
}

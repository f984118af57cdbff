package dev.carillon.client;

/** Receives the lines that were not published, on the thread that reads the answers. */
public interface LineListener {
    /**
     * A line was refused. The lines after it are published.
     *
     * @param line the number of the line among all lines that were sent, from 1
     */
    void onRefused(long line, String why);
}

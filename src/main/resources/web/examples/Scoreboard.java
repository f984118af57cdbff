import module java.net.http;

/** A match for scoreboard.html, a minute in a second: java Scoreboard.java [http://localhost:8080] */
void main(String[] args) throws Exception {
    var publish = URI.create((args.length == 0 ? "http://localhost:8080" : args[0]) + "/publish");
    var http = HttpClient.newHttpClient();
    int home = 0, away = 0;
    for (int minute = 0; minute <= 90; minute++) {
        boolean goal = ThreadLocalRandom.current().nextInt(15) == 0;
        if (goal && minute % 2 == 0) home++; else if (goal) away++;
        // Each line is a publication of its own, here to two topics.
        var lines = """
                {"topic": "examples.scores.ger-esp", "data": {"home": "Germany", "away": "Spain", "score": [%d, %d], "minute": %d}}
                """.formatted(home, away, minute);
        if (goal) lines += """
                {"topic": "examples.goals", "data": {"match": "ger-esp", "text": "%d′ Germany %d : %d Spain"}}
                """.formatted(minute, home, away);
        var answer = http.send(HttpRequest.newBuilder(publish)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(lines))
                .build(), HttpResponse.BodyHandlers.ofString());
        IO.print(answer.body());
        Thread.sleep(1000);
    }
}

/*
 * One end of a call with libnice (ICE, RFC 8445), for comparison. It is warm: one process makes call after call, an agent
 * for each. The path only: no keys, no codec; a media packet is 100 octets without meaning.
 *
 *   peer call|answer NAME RELAY_IP RELAY_PORT STUN_IP STUN_PORT ahead|now
 *
 * stdin (caller):  "call"             asks for one call
 * stdout:          "ready"            the next call may come
 *                  "heard MILLIS"     caller: from reading "call" to the first media packet, this process's clock
 * signalling:      one line of TCP through the relay each way, fields parted by tabs: offer|answer UFRAG PASSWORD
 *                  CANDIDATE...; "bye" ends the call at the other end
 * "ahead": candidates are gathered before the call, "now": when it is asked for. All else is libnice's default, but for
 * ICE-TCP and UPnP, which could only cost it time here.
 */
#include <agent.h>
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gboolean caller, ahead;
static const char *stun_ip;
static guint stun_port;
static GMainLoop *loop;
static GDataInputStream *commands, *signalling;
static GOutputStream *signalling_out;
static NiceAgent *agent;
static guint stream;
static gboolean gathered, wanted, heard;
static gchar *offer; /* the answerer's, while it still gathers */
static guint talking;
static gint64 asked;

static void say(const char *line) {
    puts(line);
    fflush(stdout);
}

static void fail(const char *what) {
    fprintf(stderr, "libnice peer: %s\n", what);
    exit(1);
}

static void signal_line(const gchar *line) {
    gchar *whole = g_strconcat(line, "\n", NULL);
    if (!g_output_stream_write_all(signalling_out, whole, strlen(whole), NULL, NULL, NULL)) fail("the relay is gone");
    g_free(whole);
}

static void describe(const char *kind) {
    gchar *ufrag = NULL, *password = NULL;
    nice_agent_get_local_credentials(agent, stream, &ufrag, &password);
    GString *line = g_string_new(NULL);
    g_string_printf(line, "%s\t%s\t%s", kind, ufrag, password);
    GSList *all = nice_agent_get_local_candidates(agent, stream, 1);
    for (GSList *it = all; it; it = it->next) {
        gchar *sdp = nice_agent_generate_local_candidate_sdp(agent, it->data);
        g_string_append_printf(line, "\t%s", sdp);
        g_free(sdp);
    }
    g_slist_free_full(all, (GDestroyNotify) nice_candidate_free);
    signal_line(line->str);
    g_string_free(line, TRUE);
    g_free(ufrag);
    g_free(password);
}

static void learn(const gchar *line) {
    gchar **field = g_strsplit(line, "\t", -1);
    nice_agent_set_remote_credentials(agent, stream, field[1], field[2]);
    GSList *remote = NULL;
    for (gchar **it = field + 3; *it; it++) {
        NiceCandidate *candidate = nice_agent_parse_remote_candidate_sdp(agent, stream, *it);
        if (candidate) remote = g_slist_append(remote, candidate);
    }
    nice_agent_set_remote_candidates(agent, stream, 1, remote);
    g_slist_free_full(remote, (GDestroyNotify) nice_candidate_free);
    g_strfreev(field);
}

static gboolean talk(gpointer unused) {
    static const gchar packet[100] = {(gchar) 0x80};
    nice_agent_send(agent, stream, 1, sizeof packet, packet);
    return G_SOURCE_CONTINUE;
}

/* The answerer has a pair that works: media at once, then every 20 ms. */
static void state_changed(NiceAgent *which, guint s, guint component, guint state, gpointer unused) {
    if (!caller && which == agent && !talking
        && (state == NICE_COMPONENT_STATE_CONNECTED || state == NICE_COMPONENT_STATE_READY)) {
        talk(NULL);
        talking = g_timeout_add(20, talk, NULL);
    }
}

static void gather(void);

static void end_call(void) {
    if (talking) g_source_remove(talking);
    talking = 0;
    nice_agent_remove_stream(agent, stream);
    g_object_unref(agent);
    agent = NULL;
    if (ahead) gather();
    else say("ready");
}

static gboolean end_later(gpointer unused) {
    signal_line("bye");
    end_call();
    return G_SOURCE_REMOVE;
}

static void received(NiceAgent *which, guint s, guint component, guint length, gchar *bytes, gpointer unused) {
    if (!caller || heard || which != agent) return;
    heard = TRUE;
    printf("heard %.3f\n", (g_get_monotonic_time() - asked) / 1000.0);
    fflush(stdout);
    g_idle_add(end_later, NULL);
}

static void gathering_done(NiceAgent *which, guint s, gpointer unused) {
    if (which != agent || gathered) return;
    gathered = TRUE;
    if (caller && wanted) describe("offer");
    if (!caller && offer) {
        describe("answer");
        learn(offer);
        g_clear_pointer(&offer, g_free);
    } else if (ahead) {
        say("ready");
    }
}

static void gather(void) {
    gathered = wanted = heard = FALSE;
    agent = nice_agent_new(g_main_loop_get_context(loop), NICE_COMPATIBILITY_RFC5245);
    g_object_set(agent, "stun-server", stun_ip, "stun-server-port", stun_port, "controlling-mode", caller, "ice-tcp",
                 FALSE, "upnp", FALSE, NULL);
    g_signal_connect(agent, "candidate-gathering-done", G_CALLBACK(gathering_done), NULL);
    g_signal_connect(agent, "component-state-changed", G_CALLBACK(state_changed), NULL);
    stream = nice_agent_add_stream(agent, 1);
    nice_agent_attach_recv(agent, stream, 1, g_main_loop_get_context(loop), received, NULL);
    if (!nice_agent_gather_candidates(agent, stream)) fail("it can't gather candidates");
}

static void signalled(GObject *source, GAsyncResult *result, gpointer unused) {
    gchar *line = g_data_input_stream_read_line_finish(signalling, result, NULL, NULL);
    if (!line) exit(0);
    if (g_str_has_prefix(line, "offer\t")) {
        if (!agent) gather();
        if (gathered) {
            describe("answer");
            learn(line);
        } else {
            offer = g_strdup(line);
        }
    } else if (g_str_has_prefix(line, "answer\t")) {
        learn(line);
    } else if (!strcmp(line, "bye") && agent) {
        end_call();
    }
    g_free(line);
    g_data_input_stream_read_line_async(signalling, G_PRIORITY_DEFAULT, NULL, signalled, NULL);
}

static void commanded(GObject *source, GAsyncResult *result, gpointer unused) {
    gchar *line = g_data_input_stream_read_line_finish(commands, result, NULL, NULL);
    if (!line) exit(0);
    if (!strcmp(line, "call")) {
        asked = g_get_monotonic_time();
        if (!agent) gather();
        wanted = TRUE;
        if (gathered) describe("offer");
    }
    g_free(line);
    g_data_input_stream_read_line_async(commands, G_PRIORITY_DEFAULT, NULL, commanded, NULL);
}

int main(int argc, char **argv) {
    if (argc != 8) fail("peer call|answer NAME RELAY_IP RELAY_PORT STUN_IP STUN_PORT ahead|now");
    caller = !strcmp(argv[1], "call");
    stun_ip = argv[5];
    stun_port = (guint) atoi(argv[6]);
    ahead = !strcmp(argv[7], "ahead");
    loop = g_main_loop_new(NULL, FALSE);

    GError *error = NULL;
    GSocketConnection *connection = g_socket_client_connect_to_host(g_socket_client_new(), argv[3], (guint16) atoi(argv[4]), NULL, &error);
    if (!connection) fail(error->message);
    GSocket *socket = g_socket_connection_get_socket(connection);
    g_socket_set_option(socket, 6 /* IPPROTO_TCP */, 1 /* TCP_NODELAY */, 1, NULL);
    signalling = g_data_input_stream_new(g_io_stream_get_input_stream(G_IO_STREAM(connection)));
    signalling_out = g_io_stream_get_output_stream(G_IO_STREAM(connection));
    commands = g_data_input_stream_new(g_unix_input_stream_new(STDIN_FILENO, FALSE));
    signal_line(argv[2]);
    g_data_input_stream_read_line_async(signalling, G_PRIORITY_DEFAULT, NULL, signalled, NULL);
    g_data_input_stream_read_line_async(commands, G_PRIORITY_DEFAULT, NULL, commanded, NULL);
    if (ahead) gather();
    else say("ready");
    g_main_loop_run(loop);
    return 0;
}

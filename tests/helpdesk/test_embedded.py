"""PostgreSQL and Redis of our own: shared by commands, recovered after a crash, hidden from others."""

import os
import signal
import stat
import subprocess
import sys

import psycopg2
import pytest
import redis

from helpdesk.embedded import ServerProblem, Servers, processes
from helpdesk.embedded.places import Account, socket_folder
from helpdesk.embedded.programs import copied
from tests.processes import ROOT, wait_until


@pytest.fixture(scope="module")
def used_before(tmp_path_factory):
    """A database directory after a first start, to copy: making one takes longer than all else here."""
    folder = tmp_path_factory.mktemp("used before")
    servers = servers_of(folder)
    servers.enter()
    servers.leave()
    return folder


@pytest.fixture
def var_dir(tmp_path, used_before):
    """A folder with a space, deeper than a socket's path may be long."""
    folder = tmp_path / "a folder" / ("deep" * 25)
    folder.mkdir(parents=True)
    subprocess.run(["cp", "-a", used_before / "postgres", folder], check=True)
    yield folder
    if (folder / "postgres" / "postmaster.pid").exists():  # a test failed in the middle
        servers = servers_of(folder)
        servers.enter()
        servers.leave()


def servers_of(var_dir):
    return Servers(var_dir, socket_folder(var_dir))


def query(servers, sql):
    connection = psycopg2.connect(host=str(servers.parts[0].sockets), user="helpdesk", dbname="helpdesk")
    with connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


def run_command(var_dir, code):
    environ = {"PATH": os.environ["PATH"], "VAR_DIR": str(var_dir)}
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


ASK = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT 6 * 7'); print(k.fetchone()[0])"


def test_servers_start_keep_their_data_and_stop(tmp_path):
    var_dir = tmp_path / "new"
    servers = servers_of(var_dir)
    assert servers.enter() == ["PostgreSQL", "Redis"]
    query(servers, "CREATE TABLE kept AS SELECT 'Grüße' AS word")
    servers.leave()
    assert not servers.parts[0].answers()
    assert not socket_folder(var_dir).exists()
    servers.enter()
    assert query(servers, "SELECT upper(word) FROM kept") == [("GRÜßE",)]
    servers.leave()


def test_extensions_the_rooms_need_are_there(var_dir):
    servers = servers_of(var_dir)
    servers.enter()
    for extension in ("pg_trgm", "unaccent", "btree_gist"):
        query(servers, f"CREATE EXTENSION {extension}")
    servers.leave()


def test_nobody_else_reaches_the_sockets(var_dir):
    servers = servers_of(var_dir)
    servers.enter()
    assert stat.S_IMODE(socket_folder(var_dir).stat().st_mode) == 0o700
    assert query(servers, "SHOW listen_addresses") == [("",)]
    client = redis.Redis(unix_socket_path=str(servers.parts[1].socket))
    assert client.config_get("port") == {"port": "0"}
    client.close()
    servers.leave()


def test_the_last_one_to_leave_stops_them(var_dir):
    first, second = servers_of(var_dir), servers_of(var_dir)
    first.enter()
    assert second.enter() == []
    first.leave()
    assert second.parts[0].answers()
    second.leave()
    assert not second.parts[0].answers()


def test_who_started_them_may_stop_them_for_all(var_dir):
    first, second = servers_of(var_dir), servers_of(var_dir)
    first.enter()
    second.enter()
    first.leave(stop=True)
    assert not second.parts[0].answers()
    second.leave()


def test_two_commands_at_once_share_the_servers(var_dir):
    commands = [run_command(var_dir, ASK) for _ in range(2)]
    assert [command.communicate(timeout=60)[0].strip() for command in commands] == ["42", "42"]
    assert not servers_of(var_dir).parts[0].answers()


def test_a_command_that_is_told_to_end_stops_the_servers(var_dir):
    command = run_command(var_dir, "import time; print('here', flush=True); time.sleep(60)")
    assert command.stdout.readline() == "here\n"
    command.terminate()
    command.communicate(timeout=30)
    assert not servers_of(var_dir).parts[0].answers()


def test_servers_of_a_killed_command_are_found_and_stopped_by_the_next(var_dir):
    command = run_command(var_dir, "import time; print('here', flush=True); time.sleep(60)")
    assert command.stdout.readline() == "here\n"
    command.kill()
    command.communicate()
    next_one = servers_of(var_dir)
    assert next_one.enter() == []
    next_one.leave()
    assert not next_one.parts[0].answers()


def test_a_crash_is_recovered_from(var_dir):
    """Both servers killed, and the database's pid file names a process that is somebody else's by now."""
    servers = servers_of(var_dir)
    servers.enter()
    query(servers, "CREATE TABLE kept AS SELECT 1 AS one")
    for part in servers.parts:
        os.kill(part.pid(), signal.SIGKILL)
        wait_until(lambda part=part: not processes.is_running(part.pid()), "the server is dead", 10)
    servers.users.close()
    (var_dir / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    again = servers_of(var_dir)
    assert again.enter() == ["PostgreSQL", "Redis"]
    assert query(again, "SELECT one FROM kept") == [(1,)]
    again.leave()


def test_a_first_start_that_was_cut_off_is_begun_anew(tmp_path):
    var_dir = tmp_path / "new"
    (var_dir / "postgres.new").mkdir(parents=True)
    (var_dir / "postgres.new" / "PG_VERSION").write_text("18")
    servers = servers_of(var_dir)
    servers.enter()
    assert query(servers, "SELECT 1") == [(1,)]
    servers.leave()


def test_servers_that_are_tethered_end_with_their_starter(var_dir):
    code = (
        "import sys, time; from pathlib import Path; from helpdesk.embedded import Servers;"
        "from helpdesk.embedded.places import socket_folder; folder = Path(sys.argv[1]);"
        "Servers(folder, socket_folder(folder)).enter(tethered=True); print('here', flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen([sys.executable, "-c", code, str(var_dir)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert starter.stdout.readline() == "here\n"
    starter.kill()
    starter.communicate()
    parts = servers_of(var_dir).parts
    wait_until(lambda: not any(part.answers() for part in parts), "both servers are gone", 15)


def test_a_folder_that_cannot_be_written_is_a_sentence():
    done = run_command("/proc/nowhere", ASK)
    said, _ = done.communicate(timeout=30)
    assert done.returncode == 1
    assert said.startswith("Nothing can be kept in /proc/nowhere")
    assert "Traceback" not in said


def test_broken_data_are_a_sentence_with_the_logs_last_lines(var_dir):
    servers = servers_of(var_dir)
    servers.enter()
    servers.leave()
    (var_dir / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServerProblem, match="PostgreSQL ended while starting") as caught:
        servers_of(var_dir).enter()
    assert "incompatible" in str(caught.value)


def test_rights_of_every_folder_above_count(tmp_path):
    (tmp_path / "open").mkdir()
    stranger = Account(uid=12345, gid=12345)
    tmp_path.chmod(0o700)
    assert not stranger.may_enter(tmp_path / "open")
    assert Account(os.geteuid(), os.getegid()).may_enter(tmp_path / "open")


def test_programs_are_copied_for_a_user_who_cannot_reach_them(tmp_path, monkeypatch):
    source = tmp_path / "closed" / "bin"
    source.mkdir(parents=True)
    (source / "server").write_text("#!/bin/sh\n")
    (source / "server").chmod(0o700)
    monkeypatch.setattr("helpdesk.embedded.programs.COPIES", tmp_path / "copies")
    copy = copied("server", "1.0", [(source, "bin")])
    assert copied("server", "1.0", [(source, "bin")]) == copy
    assert stat.S_IMODE((copy / "bin" / "server").stat().st_mode) == 0o755

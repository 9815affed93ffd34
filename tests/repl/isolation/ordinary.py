"""What models write on an ordinary day; it works at every level."""

from __future__ import annotations

ORDINARY = {
    "json": "import json; print(json.loads(json.dumps({'a': [1, 2]})))",
    "csv": "import csv, io\nprint(list(csv.DictReader(io.StringIO('a,b\\n1,2'))))",
    "re": "import re; print(re.findall(r'\\w+', 'one two'))",
    "collections": "from collections import Counter; print(Counter('aab'))",
    "statistics": "import statistics; print(statistics.median([1, 2, 3]))",
    "datetime": "from datetime import datetime, UTC; print(datetime.now(UTC))",
    "time zones": "from zoneinfo import ZoneInfo; print(ZoneInfo('Europe/Berlin'))",
    "decimal": "from decimal import Decimal; print(Decimal(1) / 3)",
    "random": "import random; print(random.sample(range(9), 3))",
    "secrets": "import secrets, os; print(secrets.token_hex(4), os.urandom(2))",
    "hashlib": "import hashlib; print(hashlib.sha256(b'x').hexdigest())",
    "uuid": "import uuid; print(uuid.uuid4(), uuid.uuid1())",
    "difflib": "import difflib; print(difflib.get_close_matches('a', ['a', 'b']))",
    "textwrap": "import textwrap; print(textwrap.fill('a b c', 3))",
    "html": "from html.parser import HTMLParser; HTMLParser().feed('<a>'); print(1)",
    "xml": "import xml.etree.ElementTree as e; print(e.fromstring('<a/>').tag)",
    "urllib.parse": "from urllib.parse import urlparse; print(urlparse('http://a/b'))",
    "ast": "import ast; print(ast.literal_eval('[1]'))",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\n"
    "print(A(1))",
    "threads": "import threading\nt = threading.Thread(target=print, args=('in it',))\n"
    "t.start(); t.join()",
    "thread pool": "from concurrent.futures import ThreadPoolExecutor as P\n"
    "with P(8) as pool: print(list(pool.map(str, range(20))))",
    "a thread for each of 100": "import threading\nstay = threading.Event()\n"
    "ts = [threading.Thread(target=stay.wait) for _ in range(100)]\n"
    "[t.start() for t in ts]; stay.set(); [t.join() for t in ts]; print(len(ts))",
    "asyncio.run": "import asyncio\nasync def f(): await asyncio.sleep(0); return 1\n"
    "print(asyncio.run(f()))",
    "await": "import asyncio\nprint(await asyncio.to_thread(str, 1))",
    "signal.alarm": "import signal\nsignal.signal(signal.SIGALRM, lambda *a: None)\n"
    "signal.setitimer(signal.ITIMER_REAL, 0.01); signal.pause(); print(1)",
    "a file": "open('a.txt', 'w').write('x'); print(open('a.txt').read())",
    "pathlib": "from pathlib import Path\nPath('f').mkdir(exist_ok=True)\n"
    "Path('f/a').write_text('x'); print([p.name for p in Path('.').rglob('*')])",
    "tempfile": "import tempfile\nwith tempfile.TemporaryDirectory() as d, "
    "tempfile.NamedTemporaryFile() as f, tempfile.TemporaryFile() as g: print(d, f)",
    "shutil": "import shutil, os\nos.makedirs('t/u', exist_ok=True)\n"
    "open('t/u/a', 'w').close(); shutil.copytree('t', 't2'); shutil.move('t2', 't3')\n"
    "shutil.copy2('t/u/a', 'b'); shutil.rmtree('t3'); print(os.listdir('t'))",
    "zipfile": "import zipfile\nz = zipfile.ZipFile('z.zip', 'w'); z.writestr('a', 'x')\n"
    "z.close(); zipfile.ZipFile('z.zip').extractall('out'); print(1)",
    "tarfile": "import tarfile\nopen('in', 'w').write('x')\n"
    "with tarfile.open('t.tgz', 'w:gz') as t: t.add('in')\n"
    "with tarfile.open('t.tgz') as t: t.extractall('out'); print(t.getnames())",
    "gzip": "import gzip; print(gzip.decompress(gzip.compress(b'x')))",
    "pickle": "import pickle; print(pickle.loads(pickle.dumps({1: 2})))",
    "sqlite in memory": "import sqlite3\nc = sqlite3.connect(':memory:')\n"
    "print(c.execute('select 1 + 1').fetchone())",
    "sqlite in a file": "import sqlite3\nc = sqlite3.connect('x.db')\n"
    "c.execute('pragma journal_mode = wal'); c.execute('create table t (x)')\n"
    "c.execute('insert into t values (1)'); c.commit(); c.close()\n"
    "print(sqlite3.connect('x.db').execute('select * from t').fetchall())",
    "mmap": "import mmap; m = mmap.mmap(-1, 4096); m[0] = 1; print(m[0])",
    "os and platform": "import os, platform\n"
    "print(os.cpu_count(), platform.platform(), os.getpid(), os.uname().sysname)",
    "mimetypes": "import mimetypes; print(mimetypes.guess_type('a.json'))",
    "locale": "import locale; print(locale.getlocale(), f'{1234567:n}')",
    "logging": "import logging; logging.warning('seen')",
    "ssl": "import ssl; print(ssl.OPENSSL_VERSION)",
    "http": "import http.client, urllib.request; print(http.HTTPStatus.OK)",
    "ctypes": "import ctypes; print(ctypes.sizeof(ctypes.c_long))",
    "inspect": "import inspect, json; print(len(inspect.getsource(json.dumps)))",
    "traceback": "import traceback\ntry: 1 / 0\nexcept Exception: traceback.print_exc()",
    "an installed package": "import pydantic\nclass M(pydantic.BaseModel):\n    x: int\n"
    "print(M(x='1'))",
    "importlib.metadata": "import importlib.metadata as m; print(m.version('pydantic'))",
    "warnings": "import warnings; warnings.warn('seen')",
    "timeit": "import timeit; print(timeit.timeit('1', number=9) >= 0)",
    "resource": "import resource; print(resource.getrusage(resource.RUSAGE_SELF)[2])",
    "unicodedata": "import unicodedata; print(unicodedata.name('é'))",
    "home": "import os; print(os.path.expanduser('~') == os.getcwd())",
}
NEEDS_PACKAGES = {"an installed package", "importlib.metadata"}

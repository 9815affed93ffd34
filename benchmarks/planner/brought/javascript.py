"""A project of several JavaScript files."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, told, untold, value
from benchmarks.planner.filler import sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    limit, port = chance.randint(20, 90), chance.randint(3000, 8999)
    server = (
        "const express = require('express');\n"
        "const { findUser, saveUser } = require('./users');\n\n"
        f"const PORT = process.env.PORT || {port};\n\nconst app = express();\n\n"
        "app.get('/users/:id', async (req, res) => {\n"
        "  const user = await findUser(req.params.id);\n"
        "  if (!user) return res.status(404).json({ error: 'unknown user' });\n"
        "  res.json(user);\n});\n\n"
        "app.post('/users', async (req, res) => {\n"
        "  const id = await saveUser(req.body);\n  res.status(201).json({ id });\n});\n\n"
        "app.listen(PORT);\n"
    )
    users = (
        f"const PAGE_SIZE = {limit};\nconst cache = new Map();\n\n"
        "// Looks into the cache first.\nasync function findUser(id) {\n"
        "  if (cache.has(id)) return cache.get(id);\n"
        "  return loadUser(id);\n}\n\n"
        "function loadUser(id) {\n  return db.query('select * from users where id = ?', "
        "[id]);\n}\n\n"
        "async function saveUser(user) {\n  checkName(user.name);\n"
        "  cache.delete(user.id);\n  return db.insert('users', user);\n}\n\n"
        "const checkName = (name) => {\n  if (name.length > 40) throw new "
        "RangeError('name too long');\n};\n\n"
        "module.exports = { findUser, saveUser };\n"
    )
    fill = "".join(
        f"// {sentence(chance)}\nexport function part{n}(x) {{ return x * {n}; }}\n\n"
        for n in range(max(1, size // 150))
    )
    files = {"src/server.js": server, "src/users.js": users, "src/parts.js": fill}
    return Brought(
        files,
        [
            told(
                "In which file is saveUser defined?",
                "Where is saveUser defined?",
                "src/users.js",
            ),
            told(
                "Which functions call checkName?",
                "Where is checkName called?",
                "saveUser",
            ),
            told("Which function calls loadUser?", "What calls loadUser?", "findUser"),
            told(
                "What is the default port of the server?",
                "Which port does the server listen on if PORT is not set?",
                str(port),
            ),
            told("What is PAGE_SIZE?", "Which value has PAGE_SIZE?", str(limit)),
            told(
                "Which error does checkName throw?",
                "What does checkName throw?",
                "RangeError",
            ),
            told(
                "What status is sent when a user is unknown?",
                "Which status code does an unknown user get?",
                "404",
            ),
            told(
                "Which functions does users.js export?",
                "What does src/users.js export?",
                "findUser",
                "saveUser",
            ),
            told(
                "Which file uses express?",
                "Which file requires express?",
                "src/server.js",
            ),
            value(
                "How many files are there?", "How many files does the project have?", 3
            ),
            untold(
                "In which file is deleteUser defined?", "Where is hashPassword defined?"
            ),
            untold("Which functions call sendMail?", "What calls resetCache?"),
            untold("What is MAX_LOGINS?", "Which value has SESSION_TTL?"),
        ],
    )

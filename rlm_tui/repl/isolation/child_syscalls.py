"""Numbers of the system calls that the filter names, on both kinds of processor."""

from __future__ import annotations

_PLAIN = """
read 0 63; write 1 64; readv 19 65; writev 20 66; pread64 17 67; pwrite64 18 68
preadv 295 69; pwritev 296 70; preadv2 327 286; pwritev2 328 287; close 3 57
close_range 436 436; fstat 5 80; stat 4 -; lstat 6 -; newfstatat 262 79
statx 332 291; lseek 8 62; mmap 9 222; mprotect 10 226; munmap 11 215; brk 12 214
mremap 25 216; madvise 28 233; msync 26 227; mincore 27 232; rt_sigaction 13 134
rt_sigprocmask 14 135; rt_sigreturn 15 139; rt_sigpending 127 136
rt_sigtimedwait 128 137; rt_sigsuspend 130 133; sigaltstack 131 132
restart_syscall 219 128; pause 34 -; access 21 -; faccessat 269 48
faccessat2 439 439; pipe 22 -; pipe2 293 59; select 23 -; pselect6 270 72; poll 7 -
ppoll 271 73; epoll_create 213 -; epoll_create1 291 20; epoll_ctl 233 21
epoll_wait 232 -; epoll_pwait 281 22; epoll_pwait2 441 441; eventfd 284 -
eventfd2 290 19; timerfd_create 283 85; timerfd_settime 286 86
timerfd_gettime 287 87; sched_yield 24 124; sched_getaffinity 204 123
sched_getparam 143 121; sched_getscheduler 145 120; sched_get_priority_max 146 125
sched_get_priority_min 147 126; getpriority 140 141; dup 32 23; dup2 33 -
dup3 292 24; nanosleep 35 101; clock_nanosleep 230 115; clock_gettime 228 113
clock_getres 229 114; gettimeofday 96 169; time 201 -; times 100 153
getitimer 36 102; setitimer 38 103; alarm 37 -; getpid 39 172; getppid 110 173
gettid 186 178; getuid 102 174; geteuid 107 175; getgid 104 176; getegid 108 177
getgroups 115 158; getresuid 118 148; getresgid 120 150; getpgrp 111 -
getpgid 121 155; getsid 124 156; uname 63 160; sysinfo 99 179; getrusage 98 165
getcpu 309 168; flock 73 32; fsync 74 82; fdatasync 75 83; truncate 76 45
ftruncate 77 46; fallocate 285 47; fadvise64 221 223; getdents 78 -
getdents64 217 61; getcwd 79 17; chdir 80 49; fchdir 81 50; rename 82 -
renameat 264 38; renameat2 316 276; mkdir 83 -; mkdirat 258 34; rmdir 84 -
unlink 87 -; unlinkat 263 35; readlink 89 -; readlinkat 267 78; symlink 88 -
symlinkat 266 36; link 86 -; linkat 265 37; umask 95 166; creat 85 -; open 2 -
openat 257 56; statfs 137 43; fstatfs 138 44; sendfile 40 71
copy_file_range 326 285; splice 275 76; getrlimit 97 163; futex 202 98
futex_waitv 449 449; set_robust_list 273 99; get_robust_list 274 100
set_tid_address 218 96; rseq 334 293; exit 60 93; exit_group 231 94; wait4 61 260
waitid 247 95; getrandom 318 278; arch_prctl 158 -; membarrier 324 283
recvfrom 45 207; recvmsg 47 212; recvmmsg 299 243; sendmsg 46 211; shutdown 48 210
getsockopt 55 209; getsockname 51 204; getpeername 52 205
"""
"""Allowed whatever their arguments: name, x86_64, aarch64; `-` where there is none."""

_CHECKED = """
clone 56 220; fork 57 -; vfork 58 -; clone3 435 435; ioctl 16 29; fcntl 72 25
prctl 157 167; prlimit64 302 261; socketpair 53 199; sendto 44 206; kill 62 129
tgkill 234 131; chmod 90 -; fchmod 91 52; fchmodat 268 53; fchmodat2 452 452
chown 92 -; fchown 93 55; lchown 94 -; fchownat 260 54; utime 132 -; utimes 235 -
utimensat 280 88; futimesat 261 -; getxattr 191 8; lgetxattr 192 9
fgetxattr 193 10; listxattr 194 11; llistxattr 195 12; flistxattr 196 13
openat2 437 437; io_uring_setup 425 425; seccomp 317 277; capset 126 91
"""
"""Allowed for some arguments, answered by the filter itself, or made by us before."""


def _column(table: str, index: int) -> dict[str, int]:
    rows = (row.split() for row in table.replace("\n", ";").split(";"))
    return {row[0]: int(row[index]) for row in rows if row and row[index] != "-"}


_COLUMNS = {"x86_64": 1, "aarch64": 2}

PLAIN = {arch: _column(_PLAIN, index) for arch, index in _COLUMNS.items()}
CHECKED = {arch: _column(_CHECKED, index) for arch, index in _COLUMNS.items()}

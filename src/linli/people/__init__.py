"""Accounts of those who work in linli, and identities: the one door to personal data.

Owns: Account (the user model), Identity (name, phone, number, address: sealed under a key of its
own), Consent, Reveal, SignInCode, SubjectRequest, SignedIn (a session in use), old passwords.
Words: 身份 identity · 查看明文 reveal · 同意 consent · 主体权利 subject request · 账号 account.
Invariants: personal words are stored sealed only; a phone finds its identity by keyed digest alone;
erasing an identity destroys its key, so what backups and other tables sealed under it is gone too;
every reveal leaves a row with its purpose and a line on the trail.
Refuses: malformed names and phones, a reveal without purpose or verb, weak, old and reused
passwords, a wrong, late or worn-out sign-in code.
"""

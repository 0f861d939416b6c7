from email.message import EmailMessage
from email.policy import SMTP
import sys
d='./'
inner=EmailMessage(policy=SMTP)
inner['From']='Zoë Müller-Čížková <zoe@example.org>'
inner['To']='colleague@example.com'
inner['Subject']='Bewerbung um die Doktorandenstelle – Zoë'
inner['Date']='Tue, 14 Oct 2025 09:00:00 +0200'
inner['Message-ID']='<inner@example.org>'
inner.set_content('Dear Professor,\n\nplease find my CV attached.\n\nZoë Müller-Čížková\n')
inner.add_attachment(open(d+'pandoc.rtf','rb').read(),maintype='application',subtype='rtf',filename='Lebenslauf Zoë.rtf')
outer=EmailMessage(policy=SMTP)
outer['From']='A Colleague <colleague@example.com>'
outer['To']='openings@ot-lab.example.org'
outer['Subject']='Fwd: Bewerbung um die Doktorandenstelle – Zoë'
outer['Date']='Wed, 15 Oct 2025 10:00:00 +0200'
outer['Message-ID']='<outer@example.com>'
outer.set_content('Is she one for you?\n')
outer.add_attachment(inner,filename='Bewerbung – Zoë.eml')
sys.stdout.buffer.write(outer.as_bytes())

import type { Messages } from './en.ts'

/** German. */
export const de: Messages = {
  'page.title': 'Ein Hörtest',
  'page.over': 'Ein Hörtest',
  'page.no-script': 'Dieser Test braucht JavaScript, um Ton abzuspielen.',
  'page.credits': 'Mitwirkende',
  'page.language': 'Sprache',
  'page.unreviewed': 'Diese Übersetzung wurde noch nicht muttersprachlich geprüft.',
  'page.missing': 'Hier ist nichts.',
  'page.missing-why':
    'Vielleicht stimmt die Adresse nicht, oder der Test ist noch nicht offen. Fragen Sie, wer Ihnen den Link geschickt hat.',
  'page.failed': 'Bei uns ist etwas schiefgegangen.',
  'page.failed-why': 'Ihre Antworten sind sicher. Versuchen Sie es in einer Minute noch einmal.',
  'page.reference': 'Kennung: {digest}',

  'welcome.clips': '{clips, plural, one {# Ausschnitt} other {# Ausschnitte}}',
  'welcome.seconds': '{seconds, plural, one {je # Sekunde} other {je # Sekunden}}',
  'welcome.minutes': '{minutes, plural, one {etwa # Minute} other {etwa # Minuten}}',
  'welcome.same-piano':
    'Alle Ausschnitte werden auf demselben Klavier gespielt. Sie werden nicht benotet; uns interessiert Ihr ehrlicher Eindruck.',
  'welcome.need': 'Sie brauchen',
  'welcome.need-what': 'Ton. Kopfhörer, wenn Sie welche haben, oder einen ruhigen Raum.',
  'welcome.keep': 'Wir speichern',
  'welcome.keep-what':
    '{questions, select, yes {Ihre Antworten, wie Sie jeden Ausschnitt abgespielt haben und was Sie uns am Ende mitteilen.} other {Ihre Antworten und wie Sie jeden Ausschnitt abgespielt haben.}} Außerdem Ihre Sprache und die Art von Gerät und Browser. Keinen Namen, keine E-Mail, keine Adresse Ihres Geräts.',
  'welcome.kept-answers':
    '{days, plural, =0 {Die Antworten werden ohne Frist für die Forschung aufbewahrt.} one {Die Antworten werden einen Tag nach Ihrem Beginn gelöscht.} other {Die Antworten werden # Tage nach Ihrem Beginn gelöscht.}}',
  'welcome.kept-recruitment':
    'Was die Seite, von der Sie kommen, über Sie mitteilt, liegt getrennt von Ihren Antworten, dient allein der Bezahlung und wird nach {days, plural, one {einem Tag} other {# Tagen}} gelöscht.',
  'welcome.may': 'Sie können',
  'welcome.may-what':
    'Jederzeit aufhören, indem Sie diese Seite schließen. Derselbe Link bringt Sie 24 Stunden lang dorthin zurück, wo Sie aufgehört haben. Am Ende können Sie alles löschen, was Sie angegeben haben.',
  'welcome.we-are': 'Wir sind',
  'welcome.approved': 'Genehmigt von',
  'welcome.you-are': 'Sie sind',
  'welcome.age': '{years, plural, one {# Jahr alt oder älter.} other {# Jahre alt oder älter.}}',
  'welcome.tick-first':
    'Setzen Sie das Häkchen, um teilzunehmen. Wenn Sie das nicht möchten, schließen Sie einfach diese Seite.',
  'welcome.begin': 'Beginnen',
  'welcome.one-moment': 'Einen Moment',
  'welcome.nothing-recorded': 'Es wird nichts gespeichert, bevor Sie diesen Knopf drücken.',
  'welcome.piloting': 'Dieser Hörtest wird gerade erprobt und ist noch nicht offen.',
  'welcome.ended': 'Dieser Hörtest ist beendet. Danke, dass Sie gekommen sind.',

  'refused.not-begun': 'Dieser Hörtest hat noch nicht begonnen.',
  'refused.piloting': 'Dieser Hörtest wird gerade erprobt und ist noch nicht offen.',
  'refused.closed': 'Dieser Hörtest ist beendet. Danke, dass Sie gekommen sind.',
  'refused.link-incomplete':
    'Dieser Link ist nicht vollständig. Öffnen Sie den Test noch einmal von der Seite aus, von der Sie kommen.',
  'refused.not-accepted': 'Nehmen Sie zuerst die Aufgabe an und beginnen Sie dann.',
  'refused.taken-part': 'Sie haben bereits teilgenommen. Vielen Dank.',
  'refused.begun-elsewhere':
    'Sie haben diesen Test bereits begonnen. Machen Sie dort weiter, wo Sie begonnen haben.',
  'refused.other': 'Das hat nicht geklappt. Versuchen Sie es noch einmal.',

  'run.questions-title': 'Einige Fragen',
  'run.thank-you-title': 'Vielen Dank',
  'run.other-tab': 'Dieser Test geht in einem anderen Tab weiter.',
  'run.go-on-here': 'Hier weitermachen',
  'run.no-connection': 'Keine Verbindung.',
  'run.carry-on':
    'Machen Sie weiter: Ihre Antworten bleiben auf diesem Gerät und werden gesendet, sobald die Verbindung wieder da ist.',
  'run.waiting': 'Warten auf die Verbindung.',
  'run.waiting-kept':
    '{answers, plural, =0 {Was als Nächstes kommt, muss geladen werden.} one {Eine Antwort bleibt auf diesem Gerät und wird gesendet, sobald die Verbindung wieder da ist.} other {# Antworten bleiben auf diesem Gerät und werden gesendet, sobald die Verbindung wieder da ist.}} Sie können warten, oder diese Seite schließen und mit demselben Link wiederkommen.',
  'run.rest': 'Zeit für eine Pause.',
  'run.rest-progress':
    '{done, plural, one {# Ausschnitt geschafft} other {# Ausschnitte geschafft}}, noch {left}: {minutes, plural, one {etwa # Minute} other {etwa # Minuten}}.',
  'run.go-on': 'Weiter',
  'run.or-rest': 'Oder ruhen Sie sich aus: Dieser Link gilt 24 Stunden.',

  'sound.title': 'Ton einstellen',
  'sound.lead':
    'Spielen Sie dies ab und stellen Sie die Lautstärke so ein, dass sie angenehm ist. Lassen Sie sie dann für den ganzen Test so.',
  'sound.play': 'Ton abspielen',
  'sound.stop': 'Ton anhalten',
  'sound.playing': 'Spielt.',
  'sound.silent': 'Hören Sie nichts? Drehen Sie lauter. Am Telefon: Schalten Sie den Stummmodus aus.',
  'sound.failed': 'Der Ton wurde nicht geladen.',
  'sound.output': 'Womit hören Sie?',
  'sound.headphones': 'Mit Kopfhörern',
  'sound.speakers': 'Mit Lautsprechern',
  'sound.device': 'Mit dem Lautsprecher dieses Geräts',
  'sound.play-first': 'Spielen Sie zuerst den Ton ab.',
  'sound.set': 'Die Lautstärke stimmt',
  'sound.check-title': 'Tragen Sie Kopfhörer?',
  'sound.check-lead':
    'Sie hören drei kurze Klänge. {kind, select, huggins {In einem verbirgt sich ein leiser Ton.} other {Einer davon ist leiser.}} Welcher ist es? Mit Kopfhörern ist das leicht, ohne ist es schwer.',
  'sound.check-progress': 'Runde {round} von {rounds}',
  'sound.check-play': 'Die drei Klänge abspielen',
  'sound.check-which': '{kind, select, huggins {In welchem war der Ton?} other {Welcher war leiser?}}',
  'sound.check-choice': 'Klang {number}',
  'sound.check-choose': 'Wählen Sie zuerst einen der drei.',
  'sound.check-again':
    'Das hat nicht geklappt. Setzen Sie die Kopfhörer auf, auf beide Ohren, und versuchen Sie es noch einmal.',
  'sound.check-needs':
    'Für diesen Test braucht man Kopfhörer. Kommen Sie mit Kopfhörern wieder: Dieser Link gilt 24 Stunden.',
  'sound.check-retry': 'Noch einmal versuchen',
  'sound.check-skip': 'Ohne Kopfhörer weitermachen',

  'trial.of': 'Ausschnitt {position} von {total}',
  'trial.practice-of': 'Übung {position} von {total}',
  'trial.practice': 'Dies ist eine Übung und zählt nicht.',
  'trial.counts-now': 'Die Übung ist vorbei: Ab jetzt zählt es.',
  'trial.progress': '{done} von {total} Ausschnitten geschafft',
  'trial.help': 'Hilfe',
  'trial.welcome-back': 'Willkommen zurück. Sie haben bei Ausschnitt {position} aufgehört.',
  'trial.clip': 'Ausschnitt',
  'trial.restart': 'Von vorn',
  'trial.play': 'Abspielen',
  'trial.pause': 'Anhalten',
  'trial.play-fetching': 'Abspielen: Der Ausschnitt wird geladen',
  'trial.play-on': 'Weiter abspielen',
  'trial.play-again': 'Noch einmal abspielen',
  'trial.heard': 'Gehört',
  'trial.heard-of': '{heard} von {seconds} Sekunden gehört',
  'trial.fetching': 'Der Ausschnitt wird geladen.',
  'trial.failed': 'Dieser Ausschnitt wurde nicht geladen. Sie können stattdessen einen anderen bekommen.',
  'trial.blocked': 'Drücken Sie noch einmal auf Abspielen: Ihr Browser verlangt einen zweiten Druck.',
  'trial.interrupted': 'Der Ton wurde unterbrochen. Drücken Sie auf Abspielen, um weiterzuhören.',
  'trial.open': 'Sie können jetzt antworten. Hören Sie ihn noch einmal, wenn Sie möchten.',
  'trial.open-once': 'Sie können jetzt antworten.',
  'trial.open-plays':
    '{left, plural, one {Sie können jetzt antworten. Sie dürfen ihn noch einmal abspielen.} other {Sie können jetzt antworten. Sie dürfen ihn noch # Mal abspielen.}}',
  'trial.listening':
    '{left, plural, one {Hören Sie zu. Sie können in # Sekunde antworten.} other {Hören Sie zu. Sie können in # Sekunden antworten.}}',
  'trial.paused':
    '{left, plural, one {Angehalten. Noch # Sekunde zu hören.} other {Angehalten. Noch # Sekunden zu hören.}}',
  'trial.press-play':
    '{all, select, yes {Drücken Sie auf Abspielen. Sie können antworten, wenn Sie den ganzen Ausschnitt gehört haben.} other {Drücken Sie auf Abspielen. Sie können antworten, wenn Sie genug davon gehört haben.}}',
  'trial.press-play-once':
    'Drücken Sie auf Abspielen, wenn Sie bereit sind: Dieser Ausschnitt spielt nur einmal.',
  'trial.said-open': 'Sie können jetzt antworten.',
  'trial.said-failed': 'Dieser Ausschnitt wurde nicht geladen.',
  'trial.said-paused': 'Angehalten.',
  'trial.said-five': 'Noch fünf Sekunden.',
  'trial.said-fifteen': 'Noch fünfzehn Sekunden.',
  'trial.said-playing': 'Spielt.',
  'trial.said-value': '{value}, {meaning}',
  'trial.try-again': 'Noch einmal versuchen',
  'trial.replace': 'Stattdessen ein anderer Ausschnitt',
  'trial.hear-first':
    '{all, select, yes {Hören Sie zuerst den ganzen Ausschnitt.} other {Hören Sie zuerst mehr von dem Ausschnitt.}}',
  'trial.choose-first': 'Wählen Sie zuerst eine Zahl von 1 bis 5.',
  'trial.comment': 'Kommentar hinzufügen, wenn Sie möchten',
  'trial.comment-label': 'Warum finden Sie das?',
  'trial.recognised': 'Ich habe dieses Stück schon gehört',
  'trial.tags': 'Was gab den Ausschlag? Wählen Sie, was zutrifft.',
  'trial.saving': 'Wird gespeichert',
  'trial.lost': 'Nicht gesendet. Ihre Antwort bleibt auf dieser Seite.',
  'trial.not-sent-yet': 'Noch nicht gesendet: Sie können sie noch ändern.',
  'trial.next': 'Nächster Ausschnitt',
  'trial.finish': 'Ausschnitte abschließen',
  'trial.keys-space': 'abspielen oder anhalten',
  'trial.keys-restart': 'von vorn',
  'trial.keys-to': 'bis',
  'trial.keys-answer': 'antworten',
  'trial.keys-enter': 'nächster Ausschnitt',
  'trial.keys-off': 'Tasten ausschalten',
  'trial.keys-on': 'Tasten einschalten',

  'help.title': 'Hilfe',
  'help.no-sound': 'Kein Ton?',
  'help.no-sound-do':
    'Drehen Sie lauter. Am Telefon: Schalten Sie den Stummmodus aus. Spielen Sie den Ausschnitt dann noch einmal ab.',
  'help.break': 'Brauchen Sie eine Pause?',
  'help.break-do':
    'Schließen Sie die Seite und kommen Sie innerhalb von 24 Stunden mit demselben Link wieder. Ihre Antworten sind sicher.',
  'help.fails': 'Es spielt nicht?',
  'help.fails-do': 'Überspringen Sie den Ausschnitt. Das kostet Sie nichts.',
  'help.device': 'Ein anderes Gerät?',
  'help.device-do':
    'Öffnen Sie dort diesen Link. Behalten Sie ihn für sich: Wer ihn hat, antwortet an Ihrer Stelle.',
  'help.back': 'Zurück zum Ausschnitt',
  'help.skip': 'Ausschnitt überspringen',
  'help.link': 'Link kopieren',

  'questions.title': 'Einige Fragen, dann sind Sie fertig.',
  'questions.leave-out': 'Sie dürfen jede davon auslassen.',
  'questions.declined': 'Keine Angabe',
  'questions.lost': 'Nicht gesendet. Ihre Antworten bleiben auf dieser Seite.',
  'questions.sending': 'Wird gesendet',
  'questions.send': 'Senden und abschließen',

  'thanks.title': 'Vielen Dank.',
  'thanks.stored': 'Alle Antworten sind gespeichert',
  'thanks.lead': 'Alle Ihre Antworten sind gespeichert. Sie können diese Seite schließen.',
  'thanks.code': 'Falls jemand Sie um die Teilnahme gebeten hat, zeigt dieser Code, dass Sie fertig sind:',
  'thanks.copy': 'Kopieren',
  'thanks.copied': 'Kopiert.',
  'thanks.copy-by-hand': 'Markieren Sie den Text und kopieren Sie ihn von Hand.',
  'thanks.return': 'Zurück zu der Seite, von der Sie kommen',
  'thanks.score':
    'Von {told, plural, one {# Ausschnitt} other {# Ausschnitten}}, bei denen Sie sich so oder so sicher waren, lagen Sie bei {right} richtig. Wer rät, kommt auf etwa {chance, number}.',
  'thanks.score-none':
    'Sie waren sich bei keinem Ausschnitt sicher, also gibt es nichts zu zählen. Wer rät, liegt bei der Hälfte richtig.',
  'thanks.score-unsure':
    '{unsure, plural, =0 {} one {# Ausschnitt haben Sie in der Mitte gelassen.} other {# Ausschnitte haben Sie in der Mitte gelassen.}}',
  'thanks.receipt':
    'Behalten Sie diesen Link, um auf diese Seite zurückzukommen oder Ihre Antworten später zu löschen:',
  'thanks.receipt-open': 'Ihr Link zu dieser Seite',

  'delete.open': 'Meine Antworten löschen',
  'delete.title': 'Alle Ihre Antworten löschen?',
  'delete.warning': 'Das lässt sich nicht rückgängig machen. Ihr Code bleibt gültig.',
  'delete.keep': 'Behalten',
  'delete.do': 'Löschen',
  'delete.doing': 'Wird gelöscht',
  'delete.failed': 'Sie sind noch nicht gelöscht: Es gibt keine Verbindung. Versuchen Sie es noch einmal.',
  'delete.done': 'Ihre Antworten sind gelöscht.',
  'delete.close': 'Sie können diese Seite schließen.',
  'delete.code-stays': 'Ihr Code bleibt gültig: {code}. Sie können diese Seite schließen.',

  'link.title': 'Hier weitermachen',
  'link.failed':
    'Dieser Link gilt nicht mehr. Vielleicht ist er älter als 24 Stunden oder nicht vollständig.',
}

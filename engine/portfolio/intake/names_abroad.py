"""How columns of a project list are called in German, French, Dutch, Spanish and Italian; compared without accents.

German ones include those of Microsoft Project's own German. Names that mean one thing in one language and another in
the next are left out, as are those that need not mean what they seem to: Aufwand is effort to some, cost to others.
"""

from __future__ import annotations

GERMAN = {
    "id": "nr|id|kennung|projektnr|projekt nr|projektnummer|projekt id|nummer|projektcode|kürzel|vorhaben nr|lfd nr",
    "name": "projektname|projekt|bezeichnung|projektbezeichnung|titel|projekttitel|vorgangsname|vorhaben|maßnahme",
    "owner": "verantwortlich|verantwortlicher|verantwortliche|projektleiter|projektleitung|auftraggeber|eigentümer"
    "|zuständig|abteilung|fachbereich|sponsor|projektverantwortlicher|ansprechpartner",
    "theme": "thema|kategorie|bereich|programm|strategisches ziel|handlungsfeld|projektart|themenfeld|portfolio",
    "status": "ampel|ampelstatus|projektstatus|statusampel|gesamtstatus|projektampel|status ampel",
    "start": "anfang|beginn|start|startdatum|projektstart|projektbeginn|geplanter start|geplanter beginn"
    "|geplanter anfang|starttermin|startmonat|anfangstermin|baubeginn",
    "forecast": "voraussichtliches ende|prognose ende|erwartetes ende|ende prognose|voraussichtliche fertigstellung",
    "finish": "ende|enddatum|projektende|geplantes ende|endtermin|fertigstellung|abschluss|fertigstellungstermin"
    "|termin|zieltermin|plan ende|fälligkeit|inbetriebnahme",
    "baseline": "geplantes ende basis|basisplan ende|ursprüngliches ende|geplanter endtermin ursprünglich",
    "duration": "dauer|dauer in monaten|dauer monate|laufzeit|projektdauer|projektlaufzeit|laufzeit in monaten",
    "cost": "kosten|gesamtkosten|projektkosten|budget|gesamtbudget|plankosten|investition|investitionskosten"
    "|investitionssumme|geplante kosten|projektbudget|geplantes budget|kosten gesamt|projektvolumen",
    "remaining": "restkosten|verbleibende kosten|restbudget|noch zu zahlende kosten|kosten bis fertigstellung",
    "spent": "istkosten|ist kosten|bisherige kosten|angefallene kosten|bereits ausgegeben|aktuelle kosten"
    "|kosten bisher",
    "benefit": "nutzen|jährlicher nutzen|nutzen pro jahr|einsparung|einsparungen|jährliche einsparung"
    "|einsparung pro jahr|ertrag|jährlicher ertrag|ertrag pro jahr|gesamtnutzen|nutzen pro monat"
    "|monatlicher nutzen|mehrertrag|finanzieller nutzen",
    "life": "nutzungsdauer|nutzungsdauer in jahren|nutzungsdauer in monaten",
    "percent": "fortschritt|fertigstellungsgrad|abgeschlossen|prozent abgeschlossen|% abgeschlossen|% fertig"
    "|projektfortschritt|fortschritt in %",
    "reported": "berichtsdatum|berichtsmonat|stand|statusdatum|stichtag|aktualisiert|zuletzt aktualisiert|datenstand",
    "effort": "personentage|aufwand in personentagen|arbeit|aufwand in tagen|personentage gesamt",
    "mandatory": "pflicht|gesetzlich|verpflichtend|regulatorisch|pflichtprojekt|gesetzlich vorgeschrieben",
}
FRENCH = {
    "id": "référence|numéro|code projet|numéro de projet|identifiant",
    "name": "nom|nom du projet|projet|intitulé|titre|titre du projet|libellé",
    "owner": "responsable|chef de projet|propriétaire|commanditaire|responsable du projet|direction",
    "theme": "catégorie|thème|axe stratégique|portefeuille",
    "status": "statut|état|état du projet|statut du projet",
    "start": "début|date de début|démarrage|date de démarrage|début prévu",
    "finish": "fin|date de fin|échéance|date d échéance|fin prévue|date de livraison",
    "duration": "durée|durée en mois|durée du projet",
    "cost": "coût|coût total|coût du projet|budget total|coût prévu|montant total",
    "benefit": "bénéfice|gain annuel|bénéfice annuel|économies|économies annuelles|économie annuelle|gains annuels",
    "percent": "avancement|% avancement|pourcentage d avancement|taux d avancement",
}
DUTCH = {
    "id": "projectnummer|nummer|referentie|projectcode",
    "name": "naam|projectnaam|projecttitel|omschrijving",
    "owner": "eigenaar|verantwoordelijke|projectleider|opdrachtgever|afdeling",
    "theme": "categorie|programma",
    "status": "projectstatus",
    "start": "startdatum|begindatum|geplande start",
    "finish": "einde|einddatum|geplande einddatum|opleverdatum",
    "duration": "duur|duur in maanden|looptijd",
    "cost": "kosten|totale kosten|projectkosten|begroting",
    "benefit": "baten|jaarlijkse baten|besparing|jaarlijkse besparing|besparing per jaar|baten per jaar",
    "percent": "voortgang|% gereed|percentage gereed",
}
SPANISH = {
    "id": "código|referencia|número|código del proyecto",
    "name": "nombre|nombre del proyecto|proyecto|título|denominación",
    "owner": "responsable|jefe de proyecto|patrocinador|departamento|propietario",
    "theme": "categoría|programa|eje estratégico",
    "status": "estado|estado del proyecto|semáforo",
    "start": "inicio|fecha de inicio|fecha inicio|inicio previsto",
    "finish": "fin|fecha de fin|fecha fin|fecha de finalización|fin previsto|fecha de término",
    "duration": "duración|duración en meses|plazo en meses",
    "cost": "coste|costo|coste total|costo total|presupuesto|presupuesto total|inversión",
    "benefit": "beneficio|beneficio anual|ahorro|ahorro anual|ahorros anuales",
    "percent": "avance|% avance|porcentaje de avance|progreso",
}
ITALIAN = {
    "id": "codice|riferimento|numero|codice progetto",
    "name": "nome|nome del progetto|progetto|titolo|denominazione",
    "owner": "responsabile|capo progetto|reparto|committente",
    "theme": "categoria|programma|obiettivo strategico",
    "status": "stato|stato del progetto|semaforo",
    "start": "inizio|data inizio|data di inizio|inizio previsto",
    "finish": "fine|data fine|data di fine|scadenza|fine prevista",
    "duration": "durata|durata in mesi",
    "cost": "costo|costo totale|investimento|costi totali",
    "benefit": "beneficio|beneficio annuo|risparmio|risparmio annuo|beneficio annuale",
    "percent": "avanzamento|% avanzamento|percentuale di avanzamento",
}


def names_abroad(role: str) -> tuple[str, ...]:
    """The usual names of a role in languages other than English, as people write them."""
    lists = (language.get(role, "") for language in (GERMAN, FRENCH, DUTCH, SPANISH, ITALIAN))
    return tuple(dict.fromkeys(name for names in lists if names for name in names.split("|")))

#include "ui/import/split_drawer.h"

#include "ui/text/sentence.h"
#include "ui/import/column_choice.h"
#include "ui/import/import_facts.h"
#include "ui/import/labels_drawer.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/when_edited.h"

#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>

#include <cmath>

namespace zscape {

namespace {

constexpr QLatin1String kGroupPattern("pattern:");

QString ownSplitNote(const Imported& imported) {
    for (const ImportReport::Level& level : imported.images->importReport().levels)
        if (level.namesSplit) return SplitDrawer::tr("folders %1").arg(splitFolders(level.folders));
    return SplitDrawer::tr("as the files have it");
}

}  // namespace

SplitDrawer::SplitDrawer(QWidget* parent) : ChoiceList(parent) {
    connect(this, &ChoiceList::chosenByPerson, this, &SplitDrawer::want);
}

void SplitDrawer::build(const Imported& imported, bool own) {
    const ImportReport& report = imported.images->importReport();
    QString of = own ? QStringLiteral("own;") : QString();
    for (const ImportReport::Level& level : report.levels)
        of += QStringLiteral("%1/%2;").arg(level.level).arg(level.folderCount);
    for (const Attribute& attribute : imported.images->attributes()) of += text(attribute.name) + QLatin1Char(';');
    of += partOf(imported.request.settings.split, "column");
    if (of == builtOf_ && share_) return;
    builtOf_ = of;
    clear();
    column_ = nullptr;
    if (own) add(kOwn, tr("Its own"), ownSplitNote(imported));
    share_ = new NumberField(this);
    share_->setRange(1, 50, true);
    share_->setUnit(tr("% held out"));
    share_->line()->setAccessibleName(tr("Share of the images that is held out"));
    connect(share_, &NumberField::valueChanged, this, [this](double percent) { Q_EMIT shareWanted(percent / 100); });
    add(kRandom, tr("Random"), share_);
    column_ = addColumnChoice(this, kColumn, imported, partOf(imported.request.settings.split, "column"));
    if (column_) connect(column_, &QComboBox::activated, this, [this] { want(kColumn); });
    groups_ = new HeaderCombo(tr("What belongs together"), this, true);
    groups_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    groups_->addItem(tr("Each image alone"), QStringLiteral("none"));
    for (const ImportReport::Level& level : report.levels)
        if (!level.namesSplit && level.folderCount > 1)
            groups_->addItem(tr("Folder level %1").arg(level.level), QStringLiteral("level:%1").arg(level.level));
    QComboBox columns;
    fillColumns(&columns, imported, Columns::All, {});
    for (int i = 0; i < columns.count(); ++i)
        groups_->addItem(columns.itemText(i), QStringLiteral("column:") + columns.itemData(i).toString());
    groups_->addItem(tr("Pattern over the file name"), QString(kGroupPattern));
    connect(groups_, &QComboBox::activated, this, &SplitDrawer::wantGroup);
    addField(tr("Groups"), groups_);
    pattern_ = new QLineEdit(this);
    pattern_->setAccessibleName(tr("Pattern that names the group, with one group in brackets"));
    pattern_->setPlaceholderText(QStringLiteral("(patient\\d+)_"));
    whenEdited(pattern_, this, [this] {
        if (!pattern_->isModified()) return;
        pattern_->setModified(false);
        wantGroup();
    });
    addField({}, pattern_);
    note_ = addNote();
}

void SplitDrawer::setImported(const Imported& imported, bool own, double share) {
    build(imported, own);
    const ImportSettings& settings = imported.request.settings;
    choose(isKind(settings.split, "own") ? kOwn : isKind(settings.split, "column") ? kColumn : kRandom);
    if (column_ && isKind(settings.split, "column"))
        column_->setCurrentIndex(column_->findData(partOf(settings.split, "column")));
    share_->setValue(std::round(share * 100));
    const bool byPattern = isKind(settings.group, "pattern");
    const int at = byPattern ? groups_->findData(QString(kGroupPattern))
                             : groups_->findData(text(settings.group.empty() ? "none" : settings.group));
    groups_->setCurrentIndex(std::max(0, at));
    if (byPattern && !pattern_->hasFocus()) pattern_->setText(partOf(settings.group, "pattern"));
    pattern_->setVisible(byPattern);
    setFieldError(pattern_, false);
    note_->setPalette({});
    note_->setForegroundRole(QPalette::PlaceholderText);
    note_->setText(tr("Images of one group are never on both sides."));
}

void SplitDrawer::want(int id) {
    if (id == kOwn) Q_EMIT splitWanted("own");
    else if (id == kColumn) Q_EMIT splitWanted("column:" + column_->currentData().toString().toStdString());
    else Q_EMIT splitWanted("random");
}

void SplitDrawer::wantGroup() {
    const QString group = groups_->currentData().toString();
    const bool byPattern = group == kGroupPattern;
    pattern_->setVisible(byPattern);
    if (!byPattern) {
        Q_EMIT groupWanted(group.toStdString());
        return;
    }
    if (pattern_->text().isEmpty()) {
        pattern_->setFocus();
        return;
    }
    const QString problem = patternProblem(pattern_->text());
    if (!problem.isEmpty()) {
        setProblem(problem);
        return;
    }
    Q_EMIT groupWanted("pattern:" + pattern_->text().toStdString());
}

bool SplitDrawer::setProblem(const QString& sentence) {
    if (!pattern_) return false;
    setFieldError(pattern_, !pattern_->isHidden());
    note_->setForegroundRole(QPalette::WindowText);
    QPalette colours = note_->palette();
    colours.setColor(QPalette::WindowText, tokens().bad);
    note_->setPalette(colours);
    note_->setText(sentence);
    return true;
}

}  // namespace zscape

#include "ui/import/labels_drawer.h"

#include "ui/text/sentence.h"
#include "ui/import/column_choice.h"
#include "ui/import/import_facts.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"

#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QRegularExpression>

namespace zscape {

namespace {

constexpr int kAfterTyping = 350;  // ms

QString foldersOf(const ImportReport::Level& level) {
    if (level.namesSplit) return LabelsDrawer::tr("%1: the split").arg(splitFolders(level.folders));
    if (level.folderCount == 1 && !level.folders.empty())
        return LabelsDrawer::tr("%1: a single folder").arg(text(level.folders.front()));
    const QString range = labelRange(level.folders);
    return static_cast<size_t>(level.folderCount) > level.folders.size()
               ? LabelsDrawer::tr("%1 folders, from %2").arg(number(level.folderCount), text(level.folders.front()))
               : range;
}

}  // namespace

QString patternProblem(const QString& pattern) {
    const QRegularExpression expression(pattern);
    if (expression.isValid() && expression.captureCount() == 1) return {};
    return LabelsDrawer::tr("One group in brackets is needed, such as (\\d)_\\d+.");
}

LabelsDrawer::LabelsDrawer(QWidget* parent) : ChoiceList(parent) {
    typing_.setSingleShot(true);
    typing_.setInterval(kAfterTyping);
    connect(&typing_, &QTimer::timeout, this, &LabelsDrawer::wantPattern);
    connect(this, &ChoiceList::chosenByPerson, this, &LabelsDrawer::want);
}

QString LabelsDrawer::note() const { return note_ ? note_->text() : QString(); }

void LabelsDrawer::setImported(const Imported& imported) {
    build(imported);
    const std::string& labels = imported.request.settings.labels;
    if (isKind(labels, "level")) {
        choose(partOf(labels, "level").toInt());
    } else if (isKind(labels, "column")) {
        choose(kColumn);
        if (column_) column_->setCurrentIndex(column_->findData(partOf(labels, "column")));
    } else if (isKind(labels, "pattern")) {
        choose(kPattern);
        if (!pattern_->hasFocus()) pattern_->setText(partOf(labels, "pattern"));
    } else if (imported.images->labelNames().empty()) {
        choose(kNone);
    } else {
        choose(kOwn);
    }
    setFieldError(pattern_, false);
    sayPattern(imported);
}

void LabelsDrawer::build(const Imported& imported) {
    const ImportReport& report = imported.images->importReport();
    QString of;
    for (const ImportReport::Level& level : report.levels)
        of += QStringLiteral("%1/%2/%3;").arg(level.level).arg(level.folderCount).arg(foldersOf(level));
    for (const Attribute& attribute : imported.images->attributes()) of += text(attribute.name) + QLatin1Char(';');
    of += partOf(imported.request.settings.labels, "column");
    const bool array = imported.images->count() > 0 && imported.images->fileOf(0).empty() && report.levels.empty();
    if (array) of += QStringLiteral("array");
    if (of == builtOf_ && pattern_) return;
    builtOf_ = of;
    const QString typed = pattern_ ? pattern_->text() : QString();
    clear();
    column_ = nullptr;
    if (array) add(kOwn, tr("From the files"), tr("as the arrays have them"));
    else if (report.levels.empty()) add(1, tr("Folder level 1"), tr("none: the files lie flat"))->setEnabled(false);
    for (const ImportReport::Level& level : report.levels)
        add(level.level, tr("Folder level %1").arg(level.level), foldersOf(level))
            ->setEnabled(level.usable && !level.namesSplit);
    buildColumns(imported);
    pattern_ = new QLineEdit(this);
    pattern_->setText(typed);
    pattern_->setAccessibleName(tr("Pattern over the file name, with one group"));
    pattern_->setPlaceholderText(QStringLiteral("([a-z]+)[._-]\\d+"));
    connect(pattern_, &QLineEdit::textEdited, this, [this] {
        choose(kPattern);
        typing_.start();
    });
    connect(pattern_, &QLineEdit::returnPressed, this, &LabelsDrawer::wantPattern);
    add(kPattern, tr("Pattern"), pattern_);
    note_ = addNote();
    note_->hide();
    add(kNone, tr("None"), tr("grey in the plane"));
}

void LabelsDrawer::buildColumns(const Imported& imported) {
    column_ = addColumnChoice(this, kColumn, imported, partOf(imported.request.settings.labels, "column"));
    if (column_) {
        connect(column_, &QComboBox::activated, this, [this] { want(kColumn); });
        return;
    }
    auto* choose = new QPushButton(
        imported.images->importReport().tables.empty() ? tr("Choose a table…") : tr("Choose another table…"), this);
    setButtonLook(choose, ButtonLook::Link);
    choose->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(choose, &QPushButton::clicked, this, &LabelsDrawer::tableWanted);
    add(kColumn, tr("Column of a table"), choose)->setEnabled(false);
}

void LabelsDrawer::want(int id) {
    typing_.stop();
    note_->hide();
    setFieldError(pattern_, false);
    if (id == kPattern) {
        pattern_->setFocus();
        if (!pattern_->text().isEmpty()) wantPattern();
        return;
    }
    if (id == kColumn) Q_EMIT labelsWanted("column:" + column_->currentData().toString().toStdString());
    else Q_EMIT labelsWanted(id == kNone ? "none" : id == kOwn ? "" : "level:" + std::to_string(id));
}

void LabelsDrawer::wantPattern() {
    typing_.stop();
    if (chosen() != kPattern) return;
    const QString problem = patternProblem(pattern_->text());
    if (!problem.isEmpty()) {
        setProblem(problem);
        return;
    }
    Q_EMIT labelsWanted("pattern:" + pattern_->text().toStdString());
}

bool LabelsDrawer::setProblem(const QString& sentence) {
    if (chosen() != kPattern) return false;
    setFieldError(pattern_, true);
    note_->setTextFormat(Qt::PlainText);
    note_->setText(sentence);
    QPalette colours = note_->palette();
    colours.setColor(QPalette::WindowText, tokens().bad);
    note_->setPalette(colours);
    note_->show();
    pattern_->setAccessibleDescription(sentence);
    return true;
}

void LabelsDrawer::sayPattern(const Imported& imported) {
    const ImageSet& images = *imported.images;
    note_->setVisible(chosen() == kPattern);
    if (chosen() != kPattern) return;
    int64_t first = -1, matched = images.count();
    for (int64_t i = 0; i < images.count() && first < 0; ++i)
        if (images.labelOf(i) >= 0) first = i;
    for (const int64_t count : imported.counts.back()) matched -= count;
    const QString all = number(images.count());
    QString words =
        matched == images.count() ? tr("all %1 match").arg(all) : tr("%1 of %2 match").arg(number(matched), all);
    if (first >= 0) {
        const QString name = QFileInfo(text(images.nameOf(first))).fileName();
        const QString label = text(images.labelNames()[static_cast<size_t>(images.labelOf(first))]);
        words = tr("%1 is <b>%2</b>; %3").arg(name.toHtmlEscaped(), label.toHtmlEscaped(), words);
    }
    note_->setPalette({});
    note_->setTextFormat(Qt::RichText);
    note_->setText(words);
    pattern_->setAccessibleDescription(words);
}

}  // namespace zscape

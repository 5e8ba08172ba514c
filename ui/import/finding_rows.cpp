#include "ui/import/finding_rows.h"

#include "ui/text/sentence.h"
#include "ui/import/findings.h"
#include "ui/import/import_row.h"
#include "ui/widgets/busy_bar.h"

#include <QFileInfo>
#include <QPushButton>
#include <QStringList>

namespace zscape {

FindingRows::FindingRows(ImportRow* table, ImportRow* duplicates, ImportRow* notRead, QObject* parent)
    : QObject(parent),
      tableRow_(table),
      duplicatesRow_(duplicates),
      notReadRow_(notRead) {
    tableRow_->setTrailing(chooseTable_ = rowLink(tr("Choose another"), tableRow_));
    tableRow_->addBelow(tableLines_ = new CountLines(tableRow_), ImportRow::Below::Tight);
    duplicatesRow_->setTrailing(move_ = rowLink(tr("Move to training"), duplicatesRow_));
    duplicatesRow_->addBelow(pairs_ = new DuplicatePairs(duplicatesRow_), ImportRow::Below::Tight);
    notReadRow_->setTrailing(showFiles_ = rowLink(tr("Show files"), notReadRow_));
    notReadRow_->addBelow(reasons_ = new CountLines(notReadRow_), ImportRow::Below::Tight);
    connect(chooseTable_, &QPushButton::clicked, this, &FindingRows::tableWanted);
    connect(showFiles_, &QPushButton::clicked, this, &FindingRows::filesWanted);
    connect(move_, &QPushButton::clicked, this, [this] {
        const bool undo = imported_ && imported_->request.settings.duplicates == "train";
        moved_ = undo || !imported_ ? 0 : imported_->across.images;
        Q_EMIT duplicatesWanted(undo ? "keep" : "train");
    });
}

void FindingRows::setImported(const std::shared_ptr<const Imported>& imported) {
    imported_ = imported;
    showTables();
    showDuplicates();
    showNotRead();
}

void FindingRows::showTables() {
    const ImportReport& report = imported_->images->importReport();
    tableRow_->setVisible(!report.tables.empty());
    std::vector<std::pair<int64_t, QString>> lines;
    QStringList files;
    for (const ImportReport::Table& table : report.tables) {
        files.append(QFileInfo(text(table.file)).fileName());
        const auto without = [&lines](int64_t count, const std::vector<std::string>& first, const QString& one,
                                      const QString& many) {
            if (count > 0)
                lines.emplace_back(count,
                                   (count == 1 ? one : many).arg(text(first.empty() ? std::string() : first.front())));
        };
        without(table.rowsWithoutPicture, table.firstRows, tr("row without a picture, %1"),
                tr("rows without a picture, such as %1"));
        without(table.picturesWithoutRow, table.firstPictures, tr("picture without a row, %1"),
                tr("pictures without a row, such as %1"));
    }
    QStringList columns;
    for (const Attribute& attribute : imported_->images->attributes()) columns.append(text(attribute.name));
    const qsizetype many = columns.size();
    if (many > 3) columns = {columns[0], columns[1], tr("%1 more").arg(number(many - 2))};
    tableRow_->setSentence(files.join(QStringLiteral(", ")) + QLatin1Char(':'), columns.join(QStringLiteral(", ")));
    tableRow_->setWarning(!lines.empty());
    tableLines_->setLines(std::move(lines));
}

void FindingRows::showDuplicates() {
    const Imported& found = *imported_;
    const ImportReport& report = found.images->importReport();
    const bool train = found.request.settings.duplicates == "train";
    const int64_t moved = moved_ > 0 ? moved_ : report.duplicatesMoved;
    duplicatesRow_->setVisible(found.across.images > 0 || report.duplicates > 0 || (train && moved > 0));
    duplicatesRow_->setWarning(found.across.images > 0);
    move_->setVisible(found.across.images > 0 || train);
    move_->setText(train ? tr("Undo") : tr("Move to training"));
    pairs_->setVisible(found.across.images > 0);
    pairs_->setImported(imported_);
    if (train) duplicatesRow_->setSentence(tr("%1 moved.").arg(number(moved)));
    else if (found.across.images > 0)
        duplicatesRow_->setSentence(
            found.across.images == 1
                ? tr("1 picture is on both sides of the split")
                : tr("%1 pictures are on both sides of the split").arg(number(found.across.images)));
    else
        duplicatesRow_->setSentence(report.duplicates == 1
                                        ? tr("1 picture is there twice")
                                        : tr("%1 pictures are there more than once").arg(number(report.duplicates)),
                                    tr("on one side"));
}

void FindingRows::showNotRead() {
    const ImportReport& report = imported_->images->importReport();
    const auto& unreadable = imported_->images->unreadable();
    std::vector<std::pair<int64_t, QString>> reasons = reasonsOf(unreadable, 4);
    if (report.hidden > 0) reasons.emplace_back(report.hidden, tr("hidden: their names begin with a dot"));
    if (report.aside > 0) reasons.emplace_back(report.aside, tr("masks and annotations: no pictures of the set"));
    notReadRow_->setVisible(!reasons.empty());
    notReadRow_->setWarning(!unreadable.empty());
    showFiles_->setVisible(!unreadable.empty());
    const int64_t kinds = reasonCount(unreadable) + (report.hidden > 0) + (report.aside > 0);
    const int64_t all = static_cast<int64_t>(unreadable.size()) + report.hidden + report.aside;
    notReadRow_->setSentence(all == 1     ? tr("1 file")
                             : kinds == 1 ? tr("%1 files, for one reason").arg(number(all))
                                          : tr("%1 files, for %2 reasons").arg(number(all), number(kinds)));
    reasons_->setLines(std::move(reasons));
}

}  // namespace zscape

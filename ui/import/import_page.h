#pragma once

#include "engine/core/progress.h"
#include "engine/session/import_result.h"
#include "engine/session/types.h"
#include "ui/import/finding_rows.h"
#include "ui/import/import_head.h"
#include "ui/import/import_rows.h"

#include <QWidget>

#include <memory>

class QBoxLayout;

namespace zscape {

class ImportPreview;

/// What images are before they are used: at the left what was found, a sentence a row, each of which opens to what may
/// be changed; at the right a preview. Plain setters and signals: the shell reads, arranges and uses.
class ImportPage : public QWidget {
    Q_OBJECT

public:
    explicit ImportPage(QWidget* parent = nullptr);

    /// A new page for `source` (a shown path): nothing is known yet.
    void begin(const QString& source, bool file);
    /// While images are read: how far, and those that have come (may be null). What was found before stays, and is off.
    void setReading(const Progress& progress, std::shared_ptr<const LoadPreview> preview);
    /// Several sets were found, of which one has to be chosen.
    void setSets(const SetChoice& sets);
    /// An array was found, of which it has to be said how it is read.
    void setReadings(const ArrayReadings& readings);
    /// What was found or arranged. \param own the data have a split of their own; \param share held out of a random one
    void setImported(std::shared_ptr<const Imported> imported, bool own, double share);
    /// A change could not be carried out: what was found before stands. In its place, else as a message.
    void setProblem(const QString& sentence);
    /// While a change is carried out Use waits.
    void setArranging(bool arranging);

    /// Return: uses the images when that is possible.
    void use();
    bool canUse() const;
    /// Esc lets go of one thing: a field that is typed in, the list of files. \return false when there is none: it is
    /// Cancel
    bool letGo();
    bool isChoosing() const { return choosing_ != Choosing::Nothing; }
    const std::shared_ptr<const Imported>& imported() const { return imported_; }

    using Row = ImportRows::Row;
    ImportRow* row(Row row) const { return rows_->row(row); }
    SetChips* sets() const { return rows_->sets(); }
    ReadingList* readings() const { return rows_->readings(); }
    LabelsDrawer* labels() const { return rows_->labels(); }
    SplitDrawer* split() const { return rows_->split(); }
    SizeDrawer* sizeDrawer() const { return rows_->sizeDrawer(); }
    ValuesDrawer* values() const { return rows_->values(); }
    QPushButton* rangeLink() const { return rows_->rangeLink(); }
    BackgroundDrawer* background() const { return rows_->background(); }
    SwitchButton* ownSplitSwitch() const { return rows_->ownSplitSwitch(); }
    LabelBars* bars() const { return rows_->bars(); }
    DuplicatePairs* pairs() const { return rows_->findings()->pairs(); }
    CountLines* reasons() const { return rows_->findings()->reasons(); }
    QPushButton* moveButton() const { return rows_->findings()->moveButton(); }
    QPushButton* showFilesButton() const { return rows_->findings()->showFilesButton(); }
    QPushButton* useButton() const { return head_->useButton(); }
    QPushButton* cancelButton() const { return head_->cancelButton(); }
    ImportPreview* preview() const { return preview_; }
    MessageStrip* strip() const { return head_->strip(); }
    QString headline() const { return head_->headline(); }
    QString summary() const { return head_->summary(); }

Q_SIGNALS:
    void useWanted();
    void cancelWanted();
    /// Other labels, split, groups, tables, share: nothing is read.
    void arrangeWanted(const zscape::ImportSettings& settings, double share);
    /// One of several sets, its index: it is read.
    void setWanted(int set);
    /// Of an array: it is read by these axes.
    void axesWanted(const std::string& axes);
    /// Other pixels: the images are read anew.
    void readWanted(const zscape::ImportSettings& settings);
    /// A table beside the images is to be chosen.
    void tableWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    /// The preview as it would be by another range of the values.
    void showShades(const ValueRange& range);
    void showRemarks();
    void showState();
    void beginChoosing();
    bool narrow() const;

    std::shared_ptr<const Imported> imported_;
    enum class Choosing : uint8_t { Nothing, Set, Axes };
    Choosing choosing_ = Choosing::Nothing;  ///< what has to be said before there are images
    bool reading_ = true;
    bool arranging_ = false;

    QBoxLayout* islands_ = nullptr;
    QWidget* left_ = nullptr;
    ImportHead* head_ = nullptr;
    ImportRows* rows_ = nullptr;
    ImportPreview* preview_ = nullptr;
};

}  // namespace zscape

#pragma once

#include <QAbstractButton>
#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace zscape {

class RowHead;

/// A row of the import page: a hair line above, then 40 px with icon, name at 24 and a sentence at 116. What lies under
/// the sentence always (`below`) and what opening it shows (`drawer`) begin at 116 too. A row without a drawer does not
/// open.
class ImportRow : public QWidget {
    Q_OBJECT

public:
    ImportRow(const QString& icon, const QString& name, QWidget* parent);

    /// `strong` in the colour of text, then `soft` in that of notes; what does not fit is cut at the right and is the
    /// tooltip.
    void setSentence(const QString& strong, const QString& soft = {});
    QString sentence() const;
    /// The icon warns.
    void setWarning(bool warning);

    /// In the place of the sentence; the row is as high as it needs.
    void setContents(QWidget* widget);
    /// `tight`: close under the sentence.
    enum class Below { Apart, Tight };
    void addBelow(QWidget* widget, Below below = Below::Apart);
    void setDrawer(QWidget* drawer);
    /// At the right end in the place of the chevron: a link, a switch. Owned by the row.
    void setTrailing(QWidget* widget);

    bool opens() const { return drawer_ != nullptr && openable_; }
    /// Off: shown, but it cannot be opened now.
    void setOpenable(bool openable);
    bool isOpen() const { return open_; }
    void setOpen(bool open);
    QAbstractButton* head() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// Where sentences begin, from the row's left edge.
    static int sentenceLeft();
    /// What the page leaves free at its sides.
    static int pageMargin();
    /// How far it reaches to the right over the end of its lines: what a link there has of its own.
    static int overhang();

Q_SIGNALS:
    /// A person asked for it; whoever hears it opens the row (one at a time).
    void openRequested(bool open);

private:
    RowHead* head_ = nullptr;
    QVBoxLayout* column_ = nullptr;
    QWidget* drawer_ = nullptr;
    bool openable_ = true;
    bool open_ = false;
};

/// What a row can do at once, for setTrailing(). After a click Return uses the images, and does not take back what was
/// clicked.
QPushButton* rowLink(const QString& words, QWidget* parent);

}  // namespace zscape

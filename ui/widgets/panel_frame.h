#pragma once

#include <QImage>
#include <QWidget>

#include <functional>

class QHBoxLayout;
class QLabel;
class QMenu;
class QScrollArea;
class QVBoxLayout;

namespace zscape {

class IconButton;
class MessageStrip;

/// The 36 px line above a panel: title, what stands beside it, what stands at the right, the menu of the panel.
class PanelHeader : public QWidget {
    Q_OBJECT

public:
    PanelHeader(const QString& title, QWidget* parent);

    /// Beside the title, from the left.
    void addLeading(QWidget* widget);
    /// At the right, before the menu's button.
    void addTrailing(QWidget* widget);
    /// Makes the button (three dots) when it is first asked for.
    QMenu* moreMenu();
    /// In a tab group the tabs say the title, and the menu's button stands beside them.
    void setTabbed(bool tabbed);
    /// What is left of it in a tab group.
    bool hasMore() const { return leadingCount_ > 0 || trailingCount_ > 0; }
    QString title() const;
    /// A 2 px line beneath it, 0 to 1, while a work goes on whose own bar is put away; below 0: none.
    void setProgress(double share);
    double progress() const { return progress_; }
    /// True when nothing but the title would stand in it.
    bool isBare() const { return !more_ && leadingCount_ == 0 && trailingCount_ == 0; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* title_ = nullptr;
    QHBoxLayout* row_ = nullptr;
    IconButton* more_ = nullptr;
    QMenu* menu_ = nullptr;
    int leadingCount_ = 0;
    int trailingCount_ = 0;
    double progress_ = -1;
};

/// A panel: rounded 8 px, header 36, padding 12. A panel's class derives from it and fills body().
/// The shell may take the header away to be the title bar of a dock; the two are drawn so that they join.
class PanelFrame : public QWidget {
    Q_OBJECT

public:
    explicit PanelFrame(const QString& title, QWidget* parent = nullptr);

    QString title() const { return windowTitle(); }
    PanelHeader* header() const { return header_; }
    QMenu* moreMenu();

    /// Where the contents go; spacing 8. Margins 12 at the sides and below, 0 above.
    QVBoxLayout* body() const { return body_; }
    /// No padding: the contents reach the edges (the latent plane).
    void setFlush(bool flush);
    /// For messages about this panel, beneath the header.
    MessageStrip* strip() const { return strip_; }

    struct CopySource {
        std::function<bool()> isThere;    ///< whether there is a picture; asked when the menu opens, too
        std::function<QImage()> picture;  ///< asked when it is copied
    };
    /// "Copy picture" in a menu, and Ctrl+C while something in the panel has the focus that does not copy itself. Once.
    /// \param menu null: the panel's own
    void setCopySource(CopySource source, QMenu* menu = nullptr);

    /// What can be done with what is current in it (an image, a run): for the palette, which names it. \param fill puts
    /// it into a menu, with the reason of what is off
    void setMenuOfCurrent(std::function<void(QMenu*)> fill) { menuOfCurrent_ = std::move(fill); }
    /// \return false: nothing can be current in it
    bool fillMenuOfCurrent(QMenu* menu) const;

    /// Removes the header from this frame and gives it away.
    PanelHeader* takeHeader();
    /// Gives back the header that was taken.
    void restoreHeader();
    /// Tabs lie above it and no header: it is round there. They are 2 px lower than a header, which stay free.
    void setTopOpen(bool open);
    /// It lies over others, and not beside them: a rim sets it off.
    void setOver(bool over);

Q_SIGNALS:
    void pictureCopied();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    bool copy();
    void showMargins();

    CopySource copied_;
    std::function<void(QMenu*)> menuOfCurrent_;
    PanelHeader* header_ = nullptr;
    MessageStrip* strip_ = nullptr;
    QVBoxLayout* column_ = nullptr;
    QVBoxLayout* body_ = nullptr;
    bool headerTaken_ = false;
    bool topOpen_ = false, over_ = false;
};

/// Contents that are taller than their panel scroll; frame and background are the panel's own.
void setPanelContents(QScrollArea* scroll, QWidget* contents);

}  // namespace zscape

internal import Commands

await Groundup.run()
